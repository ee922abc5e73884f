@people
Feature: Whoever has an interest of their own does not decide

  A seat on the partner's board, a brother in its choir: it is no shame, and it
  is told. From then on somebody else decides, and the history shows who and why.

  Rule: A person with a declared conflict of interest does not decide in that partnership

    @R4 @accept
    Scenario: Gustav sits on the board, so Kerstin screens
      Given Unga ekonomer is a proposed partner
      And Gustav has declared a conflict of interest because "a seat on the partner's board"
      And Sara has handed the screening over to Kerstin because "Gustav sits on the board"
      When Kerstin judges every criterion met
      Then the history ends with
        | what              | by      | because                       |
        | conflict declared | Gustav  | a seat on the partner's board |
        | handed over       | Sara    | Gustav sits on the board      |
        | criteria assessed | Kerstin |                               |

    @R4 @refuse
    Scenario: Gustav judges all the same
      Given Unga ekonomer is a proposed partner
      And Gustav has declared a conflict of interest because "a seat on the partner's board"
      When Gustav judges every criterion met
      Then it is refused under R4 because Gustav has a declared conflict of interest
      And what would satisfy it is told: "another person decides"
      And the refusal stays on record

    @R4 @refuse
    Scenario: What Gustav judged before he told does not carry the screening
      Given Unga ekonomer is a proposed partner
      And Gustav has judged every criterion met
      And Gustav has declared a conflict of interest because "a seat on the partner's board"
      And Sara has handed the screening over to Kerstin because "Gustav sits on the board"
      When Kerstin screens the proposal
      Then it is refused under R4 because Gustav, who has a conflict of interest, judged C1, C2
      And what would satisfy it is told: "another screener judges it again"

    @R4 @accept
    Scenario: Kerstin judges it again
      Given Unga ekonomer is a proposed partner
      And Gustav has judged every criterion met
      And Gustav has declared a conflict of interest because "a seat on the partner's board"
      And Sara has handed the screening over to Kerstin because "Gustav sits on the board"
      And Kerstin has judged every criterion met
      When Kerstin screens the proposal
      Then Unga ekonomer is a screened partner

    @R4 @accept
    Scenario: It bars from this partnership, not from others
      Given Unga ekonomer is a proposed partner
      And Gustav has declared a conflict of interest because "a seat on the partner's board"
      And Teater Vågspel is a proposed partner
      And Gustav has judged every criterion met
      When Gustav screens the proposal
      Then Teater Vågspel is a screened partner
      And Unga ekonomer is a proposed partner

    @R4 @refuse
    Scenario: A proposer who declared it at the start does not grant anything later
      Given Unga ekonomer is proposed by Hanna, who declares that "my brother is their chair"
      And Hanna has been given the role partnership-lead
      And Sara has asked for an exception from C13 because "it is a pilot"
      When Hanna grants the exception
      Then it is refused under R4 because Hanna has a declared conflict of interest

  Rule: One declares one's own conflict; the owner may declare another's

    @R4 @accept
    Scenario: Sara, who owns it, declares Klara's
      Given Unga ekonomer is a proposed partner
      When Sara declares that Klara has a conflict of interest because "she was their chair until May"
      Then Klara has a conflict of interest

    @R1 @refuse
    Scenario: Petra does not declare Klara's
      Given Unga ekonomer is a proposed partner
      When Petra declares that Klara has a conflict of interest because "she was their chair until May"
      Then it is refused under R1 because only the owner declares somebody else's conflict
      And Klara has no conflict of interest

    @R4 @refuse
    Scenario: A conflict is told, not hinted at
      Given Unga ekonomer is a proposed partner
      When Gustav declares a conflict of interest because ""
      Then it is refused under R4 because no reason is given

  Rule: A conflict that no longer stands is withdrawn by somebody else

    @R4 @accept
    Scenario: Gustav has left the board
      Given Unga ekonomer is a proposed partner
      And Gustav has declared a conflict of interest because "a seat on the partner's board"
      When Sara withdraws Gustav's conflict of interest because "he left the board in March"
      Then Gustav has no conflict of interest

    @R3 @R4 @refuse
    Scenario: Sara does not acquit herself
      Given Unga ekonomer is a proposed partner
      And Sara has declared a conflict of interest because "my son works there"
      When Sara withdraws Sara's conflict of interest because "it is only a summer job"
      Then it is refused under R3 and R4
      And Sara has a conflict of interest

  Rule: The owner or a partnership lead hands a duty over to somebody who may have it

    @R3 @accept
    Scenario: A new owner
      Given Unga ekonomer is an active partner
      And Anna has registered Nils Ask with the role owner
      When Sara hands the ownership over to Nils because "parental leave"
      Then the partnership is owned by Nils
      And the history ends with
        | what        | by   | because        |
        | handed over | Sara | parental leave |

    @R1 @refuse
    Scenario: Not to somebody without the role
      Given Unga ekonomer is an active partner
      When Sara hands the ownership over to Petra because "parental leave"
      Then it is refused under R1 because Petra does not hold the role owner

    @R3 @refuse
    Scenario: The screening is not handed to the one who proposed
      Given Unga ekonomer is a proposed partner
      And Hanna has been given the role screener
      When Sara hands the screening over to Hanna because "Gustav is ill"
      Then it is refused under R3 because Hanna proposed

    @R3 @refuse
    Scenario: Not without a reason
      Given Unga ekonomer is a proposed partner
      When Sara hands the screening over to Kerstin because ""
      Then it is refused under R3 because no reason is given

    @R1 @refuse
    Scenario: The one who hands over is the one who has it to give
      Given Unga ekonomer is a proposed partner
      When Gustav hands the screening over to Kerstin because "I am busy"
      Then it is refused under R1
