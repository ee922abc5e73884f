@obligations
Feature: Nothing that is owed goes unseen

  Promises have dates. Whoever looks sees what is late and what comes next in
  every partnership, the most urgent first, with the clause and who owes it. An
  evaluation that is late is a debt: it stops what would be new with that partner,
  and only an evaluation pays it.

  Rule: Everything owed stands in one list, the most urgent first

    @C38 @accept
    Scenario: Two partners, one list
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31
      And Läsfrämjarna Bergslagen is an active partner from 2026-03-01 to 2028-12-31
      And it is 2027-02-15
      When Sara asks what is due within 30 days
      Then she is told
        | due        | clause | what     | partner                 |
        | 2027-02-01 | C38    | evaluate | Teater Vågspel          |
        | 2027-03-01 | C38    | evaluate | Läsfrämjarna Bergslagen |

    @C36 @accept
    Scenario: An agreement comes to its end
      Given Teater Vågspel is an agreed partner until 2028-12-31
      And it is 2028-10-15
      When Sara asks what end-date is due within 90 days
      Then she is told
        | due        | clause | what | partner        |
        | 2028-12-31 | C36    | ends | Teater Vågspel |

    @C30 @accept
    Scenario: A reported breach waits for its decision
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31
      And it is 2026-05-04
      And Hanna has reported a breach of "no discrimination" with evidence
      When Sara asks what breach-decision is due within 14 days
      Then she is told
        | due        | clause | what   | partner        |
        | 2026-05-18 | C30    | decide | Teater Vågspel |

    @C23 @accept
    Scenario: A new code of conduct opens a task for everybody in force
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31
      And it is 2026-06-08
      And Anna has published code of conduct 2026, in force from 2026-07-01
      And it is 2026-07-01
      When Sara asks what acknowledgement is due within 90 days
      Then she is told
        | due        | clause | what        | partner        |
        | 2026-09-29 | C23    | acknowledge | Teater Vågspel |

    @C23 @accept
    Scenario: Not before the code is in force
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31
      And it is 2026-06-08
      And Anna has published code of conduct 2026, in force from 2026-07-01
      When Sara asks what acknowledgement is due within 365 days
      Then she is told that nothing is

  Rule: While an evaluation is late, nothing new is agreed with that partner

    @C38 @refuse
    Scenario: Another agreement with a partner who waits to be evaluated
      Given Teater Vågspel is an active partner from 2023-02-01 to 2027-12-31
      And it is 2024-02-15
      And everything stands ready for another agreement with Teater Vågspel
      When Klara makes the agreement
      Then it is refused under C38 because owes an evaluation of I1, due on 2024-02-01, late by 14 days
      And what would satisfy it is told: "an evaluator evaluates I1"
      And the refusal stays on record

    @C38 @accept
    Scenario: On the day it is due nothing is late yet
      Given Teater Vågspel is an active partner from 2023-02-01 to 2027-12-31
      And it is 2024-02-01
      And everything stands ready for another agreement with Teater Vågspel
      When Klara makes the agreement
      Then the partnership is agreed

    @C38 @accept
    Scenario: The evaluation is made, and the agreement too
      Given Teater Vågspel is an active partner from 2023-02-01 to 2027-12-31
      And it is 2024-02-15
      And everything stands ready for another agreement with Teater Vågspel
      And Ulla has evaluated the first partnership with Teater Vågspel
      When Klara makes the agreement
      Then the partnership is agreed

  Rule: A successor is proposed without a debt

    @C38 @C37 @refuse
    Scenario: The old partnership expired without its final evaluation
      Given Teater Vågspel is an evaluated partner from 2023-02-01 to 2025-12-31
      And the calendar has reached 2026-01-10
      When Hanna proposes to go on with Teater Vågspel
      Then it is refused under C38 because owes an evaluation of I1, due on 2025-01-01, late by 374 days

    @C38 @C37 @accept
    Scenario: The debt is paid, and the successor may be proposed
      Given Teater Vågspel is an evaluated partner from 2023-02-01 to 2025-12-31
      And the calendar has reached 2026-01-10
      And Ulla has evaluated the initiative, for the last time
      When Hanna proposes to go on with Teater Vågspel
      Then the partnership is proposed
