@corrections
Feature: What was recorded wrongly is put right beside it, never in its place

  Everybody makes a slip of the pen. A correction says which entry, what was
  wrong and what the signed document says; a second person looks at the
  document and confirms. The first entry can be read for ever.

  Background:
    Given Kodverkstan Lillån is an active partner from 2026-02-01 to 2028-12-31 with 330 000 kr agreed for each year
    And it is 2026-06-01

  Rule: A correction says which entry it corrects and what the document says, and counts when a second person has confirmed it

    @C35 @accept
    Scenario: The agreed amount was recorded with a slip of the pen
      Given Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      When Klara confirms the correction
      Then 300 000 kr is agreed for 2026
      And 330 000 kr is agreed for 2027
      And the history ends with
        | what                 | by    | because                                 |
        | correction proposed  | Hanna | the signed document says something else |
        | correction confirmed | Klara |                                         |

    @C35 @accept
    Scenario: Nothing changes before the second person
      When Hanna proposes a correction of the amount agreed for 2026 to 300 000 kr
      Then 330 000 kr is agreed for 2026

    @C35 @accept
    Scenario: A payment was recorded with another amount than the bank's
      Given Petra has paid 75 000 kr for 2026
      And Petra has proposed a correction of that payment to 57 000 kr
      When Sara confirms the correction
      Then 57 000 kr has been paid for 2026

    @C35 @accept
    Scenario: What was first recorded can still be read
      Given Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      When Klara confirms the correction
      Then what stood in the history before is unchanged

    @C35 @accept
    Scenario: Anything else is put right in words
      When Sara proposes a correction that says "the meeting was on the third"
      Then the history ends with
        | what                | by   |
        | correction proposed | Sara |

  Rule: The one who proposes a correction does not confirm it

    @C35 @R3 @refuse
    Scenario: Sara corrects and confirms
      Given Sara has proposed a correction of the amount agreed for 2026 to 300 000 kr
      When Sara confirms the correction
      Then it is refused under R3 because proposed this correction
      And 330 000 kr is agreed for 2026

    @C35 @refuse
    Scenario: A correction that nobody proposed
      When Klara confirms the correction
      Then it is refused under C35 because Kodverkstan Lillån has no open correction number 1

    @C35 @refuse
    Scenario: A correction is confirmed once
      Given Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      And Klara has confirmed the correction
      When Klara confirms the correction
      Then it is refused under C35 because Kodverkstan Lillån has no open correction number 1

  Rule: A correction is whole: an entry that exists, a value, a document and a reason

    @C35 @refuse
    Scenario Outline: <fault>
      When Hanna proposes a correction <fault>
      Then it is refused under C35 because <reason>

      Examples:
        | fault                            | reason                              |
        | of an entry that does not exist  | has no event 999                    |
        | without a document               | no document shows what is right     |
        | without the right value          | nothing is said about what is right |
        | without a reason                 | no reason is given                  |
        | of a year that was not agreed    | nothing is agreed for 2031          |
        | of a payment that was never made | has no payment 7                    |
        | that says nothing                | the note says nothing               |

    @C35 @R1 @refuse
    Scenario: An auditor reads everything and writes nothing
      When Rut proposes a correction of the amount agreed for 2026 to 300 000 kr
      Then it is refused under R1 because Rut is an auditor
