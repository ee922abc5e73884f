@ending
Feature: A partnership ends for one of eight reasons, and what it owes is seen to afterwards

  Every end has a reason from a closed list, a person who had the right to it
  and words that explain it. The end closes the purse, not the books: accounts
  are settled and what was done is reviewed a last time.

  Rule: People end a partnership as rejected, withdrawn, never commenced, by mutual consent or by notice, each at its own stage

    @C0 @accept
    Scenario Outline: From <a stage> partner to <reason>
      Given Brobyggarna Mellansverige is <a stage> partner
      When <who> ends the partnership by <reason> because "<because>"
      Then the partnership is terminated because of <reason>
      And the history ends with
        | what       | by    | because   |
        | terminated | <who> | <because> |

      Examples:
        | a stage      | reason           | who    | because                               |
        | a proposed   | rejection        | Sara   | C8: one of forty, nobody would see us |
        | a screened   | rejection        | Klara  | C9: the risk has grown since          |
        | a proposed   | withdrawal       | Hanna  | the partner has lost its hall         |
        | a screened   | withdrawal       | Sara   | the partner has lost its hall         |
        | an agreed    | never commencing | Klara  | the partner has lost its hall         |
        | an agreed    | mutual consent   | Klara  | the partner joins another             |
        | an active    | mutual consent   | Viktor | the partner joins another             |
        | an evaluated | mutual consent   | Klara  | the partner joins another             |
        | an active    | notice           | Klara  | our strategy has changed              |
        | an evaluated | notice           | Viktor | the evaluation recommends ending      |

    @C0 @R5 @refuse
    Scenario Outline: Not from <a stage> partner to <reason>
      Given Brobyggarna Mellansverige is <a stage> partner
      When <who> ends the partnership by <reason> because "C5 does not hold"
      Then it is refused under R5 because this is done when it is <allowed>

      Examples:
        | a stage    | reason           | who   | allowed                   |
        | an agreed  | rejection        | Klara | proposed or screened      |
        | an active  | withdrawal       | Hanna | proposed or screened      |
        | an active  | never commencing | Klara | agreed                    |
        | a screened | mutual consent   | Klara | agreed, active or evaluated |
        | an agreed  | notice           | Klara | active or evaluated        |

    @C0 @R1 @R2 @refuse
    Scenario Outline: <who> has not the right to <reason>
      Given Brobyggarna Mellansverige is <a stage> partner
      When <who> ends the partnership by <reason> because "C5 does not hold"
      Then it is refused under <rule> because <finding>

      Examples:
        | a stage    | reason     | who    | rule | finding                                            |
        | a proposed | rejection  | Hanna  | R1   | Hanna is not a partnership lead or higher          |
        | a proposed | withdrawal | Gustav | R1   | Gustav is not the one who proposed it or the owner |
        | an active  | notice     | Petra  | R1   | Petra is not a signatory whose level covers        |
        | an active  | notice     | Sara   | R2   | 600 000 kr is above what Sara may decide           |

    @C0 @refuse
    Scenario: An end without a reason
      Given Brobyggarna Mellansverige is an active partner
      When Klara ends the partnership by notice because ""
      Then it is refused under C0 because no reason is given

    @C0 @refuse
    Scenario: A rejection that rests on no clause
      Given Brobyggarna Mellansverige is a proposed partner
      When Sara ends the partnership by rejection because "it does not feel right"
      Then it is refused under C0 because the reasons name no clause

    @C35 @refuse
    Scenario: A mutual end that the partner has not put in writing
      Given Brobyggarna Mellansverige is an active partner
      When Klara ends the partnership by mutual consent without the partner's written consent
      Then it is refused under C35 because the partner's consent is missing

    @C0 @R5 @refuse
    Scenario: An ended partnership does not end again
      Given Brobyggarna Mellansverige has ended by notice on 2026-05-04
      When Klara ends the partnership by notice because "our strategy has changed"
      Then it is refused under R5 because Brobyggarna Mellansverige has ended (notice), on 2026-05-04

  Rule: The calendar ends a partnership the day after its last day, effective on that day; nothing prolongs it

    @C36 @C37 @accept
    Scenario: Completed, with every evaluation made
      Given Kulturhuset Hjälmarbryggan is an active partner until 2028-12-31
      And every initiative has had its final evaluation
      When the calendar reaches 2029-01-01
      Then the partnership is terminated because of completion
      And it ended on 2028-12-31

    @C36 @C37 @accept
    Scenario: Expired, with an evaluation missing
      Given Kulturhuset Hjälmarbryggan is an active partner until 2028-12-31
      And Ulla has evaluated the initiative on 2028-03-01
      When the calendar reaches 2029-01-01
      Then the partnership is terminated because of expiry
      And the final evaluation is 1 days late

    @C36 @accept
    Scenario: In force through its last day
      Given Kulturhuset Hjälmarbryggan is an active partner until 2028-12-31
      When the calendar reaches 2028-12-31
      Then the partnership is active

    @C36 @refuse
    Scenario: Going on after the last day
      Given Kulturhuset Hjälmarbryggan is an evaluated partner until 2028-12-31
      And it is 2029-01-02
      When Sara lets the partnership continue
      Then it is refused under C36 because the last day of Kulturhuset Hjälmarbryggan, 2028-12-31, has passed
      And what would satisfy it is told: "a new proposal"

  Rule: Money is out once a partnership has ended, for whatever reason

    @C26 @R5 @refuse
    Scenario: A payment after the last day
      Given Kulturhuset Hjälmarbryggan is an active partner until 2028-12-31
      And the calendar has reached 2029-01-01
      When Petra pays 10 000 kr for 2028
      Then it is refused under R5 because Kulturhuset Hjälmarbryggan has ended (expired), on 2028-12-31

  Rule: After a breach accounts are settled within sixty days, once, when our marks are down

    @C30 @accept
    Scenario: Settlement is owed
      Given Teater Vågspel has ended by a breach on 2026-05-04
      When the calendar reaches 2026-05-05
      Then a treasurer owes a settlement by 2026-07-03

    @C30 @accept
    Scenario: Money comes back and our marks are down
      Given Teater Vågspel has ended by a breach on 2026-05-04, after 75 000 kr was paid
      When Petra settles 75 000 kr repaid, with our marks taken down
      Then no settlement is owed
      And the partnership is terminated because of a breach

    @C30 @refuse
    Scenario Outline: <fault>
      Given Teater Vågspel has ended by a breach on 2026-05-04, after 75 000 kr was paid
      When Petra settles <repaid> repaid, with our marks <marks>
      Then it is refused under C30 because <reason>

      Examples:
        | fault                         | repaid    | marks        | reason                               |
        | Our name is still up          | 75 000 kr | still in use | our marks are still in use           |
        | A repayment less than nothing | -1 kr     | taken down   | the repaid amount is negative        |
        | More than was ever paid       | 75 001 kr | taken down   | 75 001 kr is more than was ever paid |

    @C30 @refuse
    Scenario: Settled once
      Given Teater Vågspel has ended by a breach on 2026-05-04, after 75 000 kr was paid
      And Petra has settled 75 000 kr repaid, with our marks taken down
      When Petra settles 10 000 kr repaid, with our marks taken down
      Then it is refused under C30 because Teater Vågspel is already settled

    @C30 @R5 @refuse
    Scenario: There is nothing to settle while it is in force
      Given Teater Vågspel is an active partner
      When Petra settles 0 kr repaid, with our marks taken down
      Then it is refused under R5 because Teater Vågspel is active; this is done when it is terminated

  Rule: An ended partnership owes a final evaluation of each initiative that had started: by its agreed end, or sixty days after an earlier one

    @C38 @accept
    Scenario Outline: Ended early by <reason>
      Given Öppna Dörrar has ended by <reason> on 2026-05-04
      When the calendar reaches 2026-05-05
      Then an evaluator owes a final evaluation by 2026-07-03

      Examples:
        | reason         |
        | notice         |
        | mutual consent |
        | a breach       |

    @C38 @accept
    Scenario: The final evaluation comes late and changes no stage
      Given Öppna Dörrar has ended by notice on 2026-05-04
      And it is 2026-09-01
      When Ulla evaluates the initiative for the last time
      Then no final evaluation is owed
      And the partnership is terminated because of notice

    @C38 @refuse
    Scenario: An evaluation after the end that is not the final one
      Given Öppna Dörrar has ended by notice on 2026-05-04
      When Ulla evaluates the initiative
      Then it is refused under C38 because Öppna Dörrar has ended and owes a final evaluation
