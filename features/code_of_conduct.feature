@agreement
Feature: Both parties live by one code of conduct, in a version everybody can find

  Our code of conduct is a document of its own and changes now and then. Each
  agreement pins the very version both parties acknowledged. A new version does
  not slip in: both are asked to acknowledge it, and until then the old one holds.

  Rule: Both parties acknowledge the code before anything is agreed

    @C22 @accept
    Scenario: Both have acknowledged it
      Given everything stands ready for an agreement with Teater Vågspel
      When Klara makes the agreement with Teater Vågspel
      Then the partnership is agreed
      And the agreement pins code of conduct 2025

    @C22 @refuse
    Scenario: The partner has not
      Given everything but the partner's acknowledgement stands ready for an agreement with Teater Vågspel
      When Klara makes the agreement with Teater Vågspel
      Then it is refused under C22 because the partner has not acknowledged code of conduct 2025
      And what would satisfy it is told: "record the acknowledgement"

  Rule: What is acknowledged is a published version, not a description

    @C23 @accept
    Scenario: The version of 2025
      Given Teater Vågspel is a screened partner
      When Sara records that the partner acknowledges code of conduct 2025
      Then the history ends with
        | what              | by   |
        | code acknowledged | Sara |

    @C23 @refuse
    Scenario: "Our code"
      Given Teater Vågspel is a screened partner
      When Sara records that the partner acknowledges code of conduct vår kod
      Then it is refused under C23 because no code of conduct "vår kod" is published
      And what would satisfy it is told: "2025"

    @C23 @refuse
    Scenario: The version of 2018 is no longer in force
      Given everything stands ready for an agreement with Teater Vågspel under code of conduct 2018
      When Klara makes the agreement with Teater Vågspel
      Then it is refused under C23 because code of conduct 2018 was no longer in force at signing

    @C23 @refuse
    Scenario: An agreement that names no version
      Given everything stands ready for an agreement with Teater Vågspel
      When Klara makes the agreement with Teater Vågspel, naming no code of conduct
      Then it is refused under C23 because is no published code of conduct

  Rule: A published version is never swapped for another text

    @C23 @accept
    Scenario: A new version is published
      When Anna publishes code of conduct 2026, in force from 1 May 2026
      Then it is recorded that a code was published

    @C23 @refuse
    Scenario: A silent swap
      When Anna publishes code of conduct 2025, in force from 1 May 2026
      Then it is refused under C23 because code of conduct 2025 is already published
      And what would satisfy it is told: "give the new text a new version"

    @C23 @refuse
    Scenario Outline: Without <what>
      When Anna publishes a code of conduct without <what>
      Then it is refused under C23 because <told>

      Examples:
        | what        | told                     |
        | a document  | no document is named     |
        | a version   | the version is missing   |
        | a first day | the first day is missing |

    @R1 @refuse
    Scenario: The owner does not publish it
      When Sara publishes code of conduct 2026, in force from 1 May 2026
      Then it is refused under R1 because Sara is not an administrator

  Rule: A new version asks both parties of every agreement in force; the old one holds until they have answered

    @C23 @accept
    Scenario: The version of 2026 comes while the agreement runs
      Given Teater Vågspel is an active partner
      And Anna has published code of conduct 2026, in force from 1 May 2026
      When the calendar reaches 1 May 2026
      Then both parties owe an acknowledgement of code of conduct 2026 by 30 July 2026
      And the agreement pins code of conduct 2025

    @C23 @accept
    Scenario: Nothing is asked before it is in force
      Given Teater Vågspel is an active partner
      And Anna has published code of conduct 2026, in force from 1 May 2026
      When the calendar reaches 30 April 2026
      Then no acknowledgement is owed

    @C23 @accept
    Scenario: One party has answered, the other not
      Given Teater Vågspel is an active partner
      And Anna has published code of conduct 2026, in force from 1 May 2026
      And the calendar has reached 1 June 2026
      When Sara records that the partner acknowledges code of conduct 2026
      Then both parties owe an acknowledgement of code of conduct 2026 by 30 July 2026

    @C23 @accept
    Scenario: Both have answered
      Given Teater Vågspel is an active partner
      And Anna has published code of conduct 2026, in force from 1 May 2026
      And the calendar has reached 1 June 2026
      When Sara records that both parties acknowledge code of conduct 2026
      Then no acknowledgement is owed

    @C23 @accept
    Scenario: The question lapses when the partnership ends
      Given Teater Vågspel is an active partner
      And Anna has published code of conduct 2026, in force from 1 May 2026
      And the calendar has reached 1 June 2026
      When Klara gives notice to Teater Vågspel because "the plan for the autumn was never made"
      Then the partnership is terminated because of notice
      And no acknowledgement is owed
