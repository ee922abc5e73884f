@breach
Feature: A breach of what was agreed ends a partnership at once

  The agreement names the guidelines both parties live by. When one is not
  upheld there is no notice period: whoever holds the mandate may end the
  partnership the same minute, says which guideline and shows the evidence,
  and money stops. A second person confirms afterwards.

  Background:
    Given Teater Vågspel is an active partner under the guidelines "no discrimination" and "honest marketing"
    And it is 2026-05-04

  Rule: A breach may be ended with immediate effect by one empowered person

    @C30 @accept
    Scenario: The head of communications ends it on the day
      Given Sara has reported a breach of "no discrimination" with evidence
      When Klara terminates the partnership for that breach
      Then the partnership is terminated because of a breach
      And the history ends with
        | what            | by    | because                            |
        | breach reported | Sara  | a child was sent home              |
        | breach decided  | Klara | the report is true and it is grave |
        | terminated      | Klara | the report is true and it is grave |
      And a second empowered person owes a confirmation of the termination by 2026-05-11

    @C30 @accept
    Scenario: Reported, decided and ended in one breath
      When Klara terminates the partnership for a breach of "no discrimination" at "point 4 of the code"
      Then the partnership is terminated because of a breach
      And it ended that very minute
      And the history ends with
        | what            | by    |
        | breach reported | Klara |
        | breach decided  | Klara |
        | terminated      | Klara |

    @C30 @accept
    Scenario Outline: From <stage>, which is in force
      Given Kulturhuset Hjälmarbryggan is an <stage> partner
      When Klara terminates the partnership for a breach of "no discrimination"
      Then the partnership is terminated because of a breach

      Examples:
        | stage     |
        | agreed    |
        | active    |
        | evaluated |

    @C30 @refuse
    Scenario Outline: There is nothing to break before an agreement, when it is <stage>
      Given Kulturhuset Hjälmarbryggan is a <stage> partner
      When Klara terminates the partnership for a breach of "no discrimination"
      Then it is refused under C30 because Kulturhuset Hjälmarbryggan is <stage>; this is done when it is agreed, active or evaluated

      Examples:
        | stage    |
        | proposed |
        | screened |

  Rule: The ground must be something that was agreed

    @C30 @refuse
    Scenario: We changed our minds
      When Klara terminates the partnership for a breach of "new strategy"
      Then it is refused under C30 because "new strategy" is not an agreed guideline
      And what would satisfy it is told: "give notice"
      And the refusal stays on record

    @C30 @refuse
    Scenario: A report of something that was never agreed
      When Sara reports a breach of "good taste" with evidence
      Then it is refused under C30 because "good taste" is not an agreed guideline

  Rule: A breach is shown by evidence, and every decision on it has a reason

    @C30 @refuse
    Scenario: A report without evidence
      When Sara reports a breach of "no discrimination" without evidence
      Then it is refused under C30 because no evidence of the breach is given

    @C30 @refuse
    Scenario: A termination without evidence
      When Klara terminates the partnership for a breach of "no discrimination" without evidence
      Then it is refused under C30 because no evidence of the breach is given

    @C30 @refuse
    Scenario: A termination without a reason
      Given Sara has reported a breach of "no discrimination" with evidence
      When Klara terminates the partnership for that breach without a reason
      Then it is refused under C30 because no reason is given

  Rule: A termination takes effect when it is recorded, never earlier

    @C30 @refuse
    Scenario: A termination dated last month
      When Klara terminates the partnership for a breach of "no discrimination" as of 2026-04-04
      Then it is refused under C30 because the termination is dated 2026-04-04
      And the partnership is active

  Rule: Whoever ends it has the mandate for the amount and no stake in the matter

    @C30 @R2 @refuse
    Scenario: The owner alone has not the level
      When Sara terminates the partnership for a breach of "no discrimination"
      Then it is refused under R2 because 600 000 kr is above what Sara may decide

    @C30 @R4 @refuse
    Scenario: The one who reported it has a conflict of interest
      Given Klara has declared a conflict of interest because "my sister sits on the other board"
      And Klara has reported a breach of "no discrimination" with evidence
      When Klara terminates the partnership for that breach
      Then it is refused under R4 because Klara has a declared conflict of interest

  Rule: Every reported breach is decided within fourteen days: ended, remedied by a date, or left without action

    @C30 @accept
    Scenario: A report waits for its decision
      When Sara reports a breach of "no discrimination" with evidence
      Then Sara owes a decision by 2026-05-18

    @C30 @accept
    Scenario: It is to be remedied by a date
      Given Sara has reported a breach of "honest marketing" with evidence
      When Sara decides that it is remedied by 2026-05-30
      Then the partnership is active
      And Sara owes a remedy by 2026-05-30

    @C30 @accept
    Scenario: The remedy is accepted in time
      Given Sara has reported a breach of "honest marketing" with evidence
      And Sara has decided that it is remedied by 2026-05-30
      When Sara accepts the remedy on 2026-05-30
      Then no decision is owed
      And no remedy is owed

    @C30 @accept
    Scenario: A remedy date that passes opens the decision again
      Given Sara has reported a breach of "honest marketing" with evidence
      And Sara has decided that it is remedied by 2026-05-30
      When the calendar reaches 2026-05-31
      Then Sara owes a decision by 2026-06-13

    @C30 @accept
    Scenario: After a lapsed remedy it may be ended
      Given Sara has reported a breach of "honest marketing" with evidence
      And Sara has decided that it is remedied by 2026-05-30
      And it is 2026-05-31
      When Klara terminates the partnership for that breach
      Then the partnership is terminated because of a breach

    @C30 @accept
    Scenario: No action, with the reason
      Given Sara has reported a breach of "honest marketing" with evidence
      When Sara decides that no action is taken because "it was a misprint"
      Then the partnership is active
      And no decision is owed

    @C30 @refuse
    Scenario: A decision without a reason
      Given Sara has reported a breach of "honest marketing" with evidence
      When Sara decides that no action is taken because ""
      Then it is refused under C30 because no reason is given

    @C30 @refuse
    Scenario Outline: A remedy <when>
      Given Sara has reported a breach of "honest marketing" with evidence
      When Sara decides that it is remedied by <date>
      Then it is refused under C30 because <reason>

      Examples:
        | when              | date       | reason                                        |
        | some time         | some day   | no date is set for the remedy                 |
        | by last month     | 2026-04-01 | the remedy date 2026-04-01 has already passed |
        | after all is over | 2029-01-15 | the remedy date 2029-01-15 is after the end   |

    @C30 @refuse
    Scenario: The remedy comes too late to be accepted
      Given Sara has reported a breach of "honest marketing" with evidence
      And Sara has decided that it is remedied by 2026-05-30
      When Sara accepts the remedy on 2026-05-31
      Then it is refused under C30 because the remedy was due on 2026-05-30

    @C30 @refuse
    Scenario: What is decided is decided
      Given Sara has reported a breach of "honest marketing" with evidence
      And Sara has decided that no action is taken because "it was a misprint"
      When Klara terminates the partnership for that breach
      Then it is refused under C30 because breach 1 is already decided: no-action

    @C30 @refuse
    Scenario: A decision on something that was never reported
      When Sara decides that no action is taken because "nothing has happened"
      Then it is refused under C30 because Teater Vågspel has no reported breach number 1

  Rule: A second person confirms a termination within seven days; declining tells the highest level, and the termination stands

    @C30 @accept
    Scenario: The chief executive confirms
      Given Klara has terminated the partnership for a breach
      When Viktor confirms the termination
      Then no confirmation of the termination is owed
      And the history ends with
        | what                  | by     |
        | terminated            | Klara  |
        | termination confirmed | Viktor |

    @C30 @R3 @refuse
    Scenario: Confirming one's own termination
      Given Klara has terminated the partnership for a breach
      When Klara confirms the termination
      Then it is refused under R3 because Klara has ended Teater Vågspel

    @C30 @accept
    Scenario: Nobody confirms, and it is over all the same
      Given Klara has terminated the partnership for a breach
      When the calendar reaches 2026-05-14
      Then the partnership is terminated because of a breach
      And the confirmation of the termination is 3 days late

    @C30 @accept
    Scenario: The second person declines
      Given Viktor has terminated the partnership for a breach
      When Klara declines to confirm the termination
      Then the partnership is terminated because of a breach
      And the chief-executive owes a confirmation of the termination by 2026-05-11

    @C30 @R3 @refuse
    Scenario: Once declined, another person decides
      Given Viktor has terminated the partnership for a breach
      And Klara has declined to confirm the termination
      When Klara confirms the termination
      Then it is refused under R3 because Klara declined to confirm it

    @C30 @refuse
    Scenario: Confirmed once and for all
      Given Klara has terminated the partnership for a breach
      And Viktor has confirmed the termination
      When Viktor confirms the termination
      Then it is refused under C30 because Viktor has already confirmed it

  Rule: Money and our marks stop when a partnership is terminated

    @C30 @refuse
    Scenario: The next instalment falls due after the termination
      Given Klara has terminated the partnership for a breach
      When Petra pays 50 000 kr for 2026
      Then it is refused under C30 because Teater Vågspel has ended (breach)

    @C30 @refuse
    Scenario: A poster with our name is put up after the termination
      Given Klara has terminated the partnership for a breach
      When Sara records that "the summer poster" passes in visual form, words and content
      Then it is refused under C30 because Teater Vågspel has ended (breach)

  Rule: What is terminated stays terminated; a mistake is told beside it, never undone

    @C30 @refuse
    Scenario Outline: <attempt> after the termination
      Given Klara has terminated the partnership for a breach
      When <who> tries to <attempt>
      Then it is refused under C30 because Teater Vågspel has ended (breach)
      And the partnership is terminated because of a breach

      Examples:
        | attempt         | who   |
        | go on           | Sara  |
        | begin again     | Sara  |
        | agree anew      | Klara |
        | terminate again | Klara |

    @C30 @accept
    Scenario: The report proves to be wrong
      Given Klara has terminated the partnership for a breach
      When Sara proposes a correction that says "the witness has taken it back"
      Then the partnership is terminated because of a breach
      And the history ends with
        | what                | by    |
        | terminated          | Klara |
        | correction proposed | Sara  |
