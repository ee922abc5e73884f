@calendar
Feature: The calendar brings about what dates bring about, and what is late is late even when nobody looks

  A start date begins a partnership and an end date ends it, though everybody
  is on holiday. What is owed follows from what has happened, so it is right
  at every moment, whether or not anything has run.

  Rule: The calendar begins a partnership on its first day

    @C27 @accept
    Scenario: The first day comes
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      When the calendar reaches 2026-02-01
      Then the partnership is active
      And the history ends with
        | what      | by           |
        | activated | the calendar |

    @C27 @accept
    Scenario: The day before
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      When the calendar reaches 2026-01-31
      Then the partnership is agreed

    @C27 @accept
    Scenario: The owner begins it by hand on the day
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      And it is 2026-02-01
      When Sara begins the partnership
      Then the partnership is active

    @C27 @refuse
    Scenario: The owner cannot wait
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      And it is 2026-01-31
      When Sara begins the partnership
      Then it is refused under C27 because Läsfrämjarna Bergslagen starts on 2026-02-01

  Rule: The calendar catches up after any time, and each thing takes effect on its own day

    @C27 @accept
    Scenario: It runs for the first time after five months
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      When the calendar reaches 2026-07-01
      Then the partnership is active
      And the activation took effect on 2026-02-01

    @C36 @C37 @accept
    Scenario: It sleeps through the whole partnership
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      When the calendar reaches 2029-03-15
      Then the partnership is terminated because of expiry
      And the activation took effect on 2026-02-01
      And the termination took effect on 2028-12-31

  Rule: The calendar never does the same thing twice

    @C27 @accept
    Scenario: It runs again on the same day
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      And the calendar has reached 2026-02-01
      When the calendar looks again on 2026-02-01
      Then it finds nothing to do

    @C36 @accept
    Scenario: It runs again after the end
      Given Läsfrämjarna Bergslagen is an agreed partner from 2026-02-01 to 2028-12-31
      And the calendar has reached 2029-01-01
      When the calendar looks again on 2029-06-01
      Then it finds nothing to do
      And it ended on 2028-12-31

  Rule: Due dates follow from what has happened; twelve months are the same date next year, and 29 February becomes the 28th

    @C38 @accept
    Scenario Outline: An evaluation counted from <from>
      Given Läsfrämjarna Bergslagen is an active partner from 2024-02-01 to 2027-12-31 with these initiatives
        | initiative | starts | goals |
        | Bokbuss    | <from> | loans |
      When the calendar reaches 2024-12-31
      Then an evaluator owes an evaluation of Bokbuss by <due>

      Examples:
        | from       | due        |
        | 2024-02-01 | 2025-02-01 |
        | 2024-02-29 | 2025-02-28 |
        | 2024-07-31 | 2025-07-31 |

    @C38 @accept
    Scenario: The evaluation is made on a leap day
      Given Läsfrämjarna Bergslagen is an active partner from 2027-09-01 to 2030-12-31 with these initiatives
        | initiative | starts     | goals |
        | Bokbuss    | 2027-09-01 | loans |
      And it is 2028-02-29
      When Ulla evaluates Bokbuss
      Then an evaluator owes an evaluation of Bokbuss by 2029-02-28

    @C38 @accept
    Scenario: Late, though nothing has run since the agreement was made
      Given Läsfrämjarna Bergslagen is an active partner from 2026-02-01 to 2028-12-31 with these initiatives
        | initiative | starts     | goals |
        | Bokbuss    | 2026-02-01 | loans |
      When nobody looks until 2027-02-11
      Then the evaluation of Bokbuss is 10 days late
      And the history ends with
        | what      | by           |
        | activated | the calendar |

  Rule: Nothing happens ahead of its day

    @C27 @refuse
    Scenario: An end dated next month
      Given Läsfrämjarna Bergslagen is an active partner
      When Klara ends the partnership by notice as of next month
      Then the form is handed back because is after today
      And the partnership is active
