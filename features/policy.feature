@policy
Feature: Every decision names the policy version it was judged by

  Rules change; decisions made under the old ones stay understandable. A policy
  is adopted whole, with its text and its checksum, and is never edited: what
  changes gets a new version, and each decision says which version it rests on.

  Rule: A decision carries the version it was judged by

    @C0 @accept
    Scenario: Screened under 2026-1
      When Teater Vågspel has been screened
      Then every decision about it rests on policy 2026-1

    @C0 @accept
    Scenario: A refusal too
      Given Teater Vågspel is a proposed partner
      When Gustav screens the proposal
      Then the refusal rests on policy 2026-1

  Rule: An adopted version never changes; a changed text is a new version

    @C0 @accept
    Scenario: A stricter version is adopted
      When Anna adopts policy 2026-2, which asks for 36 months, in force from 1 March 2026
      Then it is recorded that a policy was adopted

    @C0 @refuse
    Scenario: Another text under the old version
      When Anna adopts policy 2026-1, which asks for 36 months, in force from 1 March 2026
      Then it is refused under C0 because policy version 2026-1 is already adopted
      And what would satisfy it is told: "give the changed policy a new version"
      And the refusal stays on record

    @R1 @refuse
    Scenario: A screener does not adopt policies
      When Gustav adopts policy 2026-2, which asks for 36 months, in force from 1 March 2026
      Then it is refused under R1 because Gustav is not an administrator

    @C0 @refuse
    Scenario: A policy without all its clauses
      When Anna adopts a policy that has lost its clause C30
      Then the form is handed back because clauses.C30 is missing
      And nothing is recorded

    @C0 @refuse
    Scenario: A policy that lets evaluations wait for two years
      When Anna adopts a policy that lets 24 months pass between evaluations
      Then the form is handed back because thresholds.evaluation_interval_months
      And nothing is recorded

  Rule: A partnership stays under the version it was proposed under

    @C0 @C13 @accept
    Scenario: Proposed under 2026-1, agreed for 30 months after 2026-2 came
      Given everything stands ready for an agreement of 30 months with Teater Vågspel
      And policy 2026-2, which asks for 36 months, is in force from 20 January 2026
      And it is 25 January 2026
      When Klara makes the agreement with Teater Vågspel
      Then the partnership is agreed
      And every decision about it rests on policy 2026-1

    @C0 @C13 @refuse
    Scenario: Proposed under 2026-2
      Given policy 2026-2, which asks for 36 months, is in force from 20 January 2026
      And it is 25 January 2026
      And everything stands ready for an agreement of 30 months with Kulturhuset Kajen
      When Klara makes the agreement with Kulturhuset Kajen
      Then it is refused under C13 because the period is shorter than 36 months
      And the refusal rests on policy 2026-2

  Rule: A partnership moves to another version by a decision with a reason, never by itself

    @C0 @accept
    Scenario: Moved to 2026-2
      Given everything stands ready for an agreement of 30 months with Teater Vågspel
      And policy 2026-2, which asks for 36 months, is in force from 20 January 2026
      And it is 25 January 2026
      When Anna moves the partnership to policy 2026-2 because "the board wants one rule for all"
      Then the partnership is judged by policy 2026-2
      And the history ends with
        | what         | by   | because                          |
        | policy moved | Anna | the board wants one rule for all |

    @C0 @C13 @refuse
    Scenario: From then on the new version judges
      Given everything stands ready for an agreement of 30 months with Teater Vågspel
      And policy 2026-2, which asks for 36 months, is in force from 20 January 2026
      And it is 25 January 2026
      And Anna has moved the partnership to policy 2026-2 because "the board wants one rule for all"
      When Klara makes the agreement with Teater Vågspel
      Then it is refused under C13 because the period is shorter than 36 months

    @C0 @refuse
    Scenario Outline: <why> it is not moved
      Given Teater Vågspel is a screened partner
      When Anna moves the partnership to policy <version> because "<reason>"
      Then it is refused under C0 because <told>

      Examples:
        | why                        | version | reason                | told                       |
        | To what nobody has adopted | 2030-1  | we wish it were so    | no policy version "2030-1" |
        | To where it already is     | 2026-1  | to be on the safe side | is already judged by       |

    @C0 @refuse
    Scenario: Not without a reason
      Given policy 2026-2, which asks for 36 months, is in force from 20 January 2026
      And Teater Vågspel is a screened partner
      When Anna moves the partnership to policy 2026-2 because ""
      Then it is refused under C0 because no reason is given

  Rule: Roles and levels follow the version in force on the day

    @C0 @R2 @refuse
    Scenario: The head of communications may sign for less from now on
      Given everything stands ready for an agreement of 600 000 kr in all with Teater Vågspel
      And policy 2026-2, which lets a head of communications sign for 500 000 kr, is in force from 20 January 2026
      And it is 25 January 2026
      When Klara makes the agreement with Teater Vågspel
      Then it is refused under R2 because 600 000 kr is above what Klara may decide

    @C0 @R2 @accept
    Scenario: A version that is not in force yet changes nothing
      Given everything stands ready for an agreement of 600 000 kr in all with Teater Vågspel
      And policy 2026-2, which lets a head of communications sign for 500 000 kr, is in force from 1 February 2026
      And it is 25 January 2026
      When Klara makes the agreement with Teater Vågspel
      Then the partnership is agreed
