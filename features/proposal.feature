@proposal
Feature: A proposal says what we do ourselves, and what the partner wants to become

  A partnership is more than a payment. Whoever proposes one tells what we take
  part in, what the partner means to develop, and whether they have an interest
  of their own in it. What is missing is asked for at once, not a year later.

  Rule: The proposal states our own role, because a gift expresses nothing of ours

    @C3 @accept
    Scenario: We hold a yearly lesson
      When Hanna proposes Teater Vågspel, where "we hold a yearly lesson in household finance"
      Then the partnership is proposed
      And the history ends with
        | what     | by    |
        | proposed | Hanna |

    @C3 @refuse
    Scenario: An anonymous gift
      When Hanna proposes Teater Vågspel without our own role
      Then it is refused under C3 because our own role is missing
      And what would satisfy it is told: "a gift has no role"
      And the refusal stays on record

  Rule: The partner has a plan for how it will develop in the period

    @C4 @accept
    Scenario: Three times as many performances
      When Hanna proposes Teater Vågspel, whose plan is "from 40 to 120 performances a year by 2028"
      Then the partnership is proposed

    @C4 @refuse
    Scenario: Everything goes on as before
      When Hanna proposes Teater Vågspel without a development plan
      Then it is refused under C4 because the partner's development plan is missing
      And what would satisfy it is told: "tell what the partner will develop, and when"

  Rule: The partner is named with its organisation number, and the purpose is stated

    @C1 @refuse
    Scenario Outline: <what> is left out
      When Hanna proposes Teater Vågspel without <what>
      Then it is refused under C1 because the <told> is missing

      Examples:
        | what                   | told                          |
        | a purpose              | purpose                       |
        | an organisation number | partner's organisation number |
        | a name                 | partner's name                |

    @C1 @refuse
    Scenario: Everything that is missing is told at once
      When Hanna proposes Teater Vågspel with nothing filled in
      Then it is refused under C1, C3, C4, R1 and R4

    @C1 @refuse
    Scenario: A number that is no organisation number
      When Hanna proposes Teater Vågspel with the organisation number "802999-0011"
      Then the form is handed back because holds "802999-0011", whose form or check digit is wrong
      And nothing is recorded

    @C1 @refuse
    Scenario: A purpose that is no text
      When Hanna fills in a number where the purpose stands
      Then the form is handed back, naming the field purpose
      And nothing is recorded

  Rule: A sole trader's number is a personal number and is kept sealed

    @C1 @accept
    Scenario: A puppeteer in business for herself
      When Hanna proposes the sole trader Majas dockteater with the personal number "811218-9876"
      Then the partnership is proposed
      And the partner has no organisation number, only a sealed personal number

    @C1 @accept
    Scenario: It is sealed though nobody says that she trades alone
      When Hanna proposes Majas dockteater with the organisation number "811218-9876"
      Then the partner has no organisation number, only a sealed personal number

    @C1 @refuse
    Scenario: A personal number with a slip of the pen
      When Hanna proposes the sole trader Majas dockteater with the personal number "811218-9875"
      Then the form is handed back because whose form or check digit is wrong
      And nothing is recorded

  Rule: An area may be left open at the proposal; it is judged at the screening

    @C5 @accept
    Scenario Outline: <area> is one of ours
      When Hanna proposes Teater Vågspel in the area of <area>
      Then the partnership is proposed

      Examples:
        | area      |
        | education |
        | culture   |
        | inclusion |

    @C5 @accept
    Scenario: No area is named yet
      When Hanna proposes Teater Vågspel without any of our areas
      Then the partnership is proposed

    @C5 @refuse
    Scenario: An area that is none of the three
      When Hanna fills in the area "sports"
      Then the form is handed back because holds "sports", which is none of the choices
      And nothing is recorded

  Rule: Whoever proposes declares a conflict of interest, or denies it

    @R4 @accept
    Scenario: Hanna's brother sits on the board
      When Hanna proposes Teater Vågspel and declares that "my brother sits on its board"
      Then the partnership is proposed
      And the history ends with
        | what              | by    |
        | proposed          | Hanna |
        | conflict declared | Hanna |

    @R4 @refuse
    Scenario: The question is left unanswered
      When Hanna proposes Teater Vågspel without an answer on conflict of interest
      Then it is refused under R4 because conflict of interest is neither declared nor denied

    @R4 @refuse
    Scenario: A conflict is declared but not described
      When Hanna proposes Teater Vågspel and declares that ""
      Then it is refused under R4 because a conflict of interest is declared but not described

  Rule: An officer proposes, and names an owner who may own it

    @R1 @accept
    Scenario: Sara is to own it
      When Hanna proposes Teater Vågspel
      Then the partnership is owned by Sara

    @R1 @refuse
    Scenario: The treasurer does not propose
      When Petra proposes Teater Vågspel
      Then it is refused under R1 because Petra is not an officer

    @R1 @refuse
    Scenario: The evaluator does not own
      When Hanna proposes Teater Vågspel to be owned by Ulla
      Then it is refused under R1 because Ulla does not hold the role owner
