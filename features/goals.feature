@goals
Feature: Every agreement has goals that can be read off, followed up and evaluated

  Without a goal there is nothing to review, and a goal that is set when the
  outcome is known proves nothing. Goals are set before the start, in figures
  or in words, and then they stay as they are.

  Background:
    Given Öppna Dörrar is a screened partner whose agreement both have signed

  Rule: An agreement has at least one goal: an indicator, its source and the day it is read off; a figure also has baseline, target and unit

    @C17 @accept
    Scenario: Three hundred pupils a school year
      Given Språkkafé is planned with the goal
        | kind        | quantitative           |
        | indicator   | pupils per school year |
        | source      | attendance list        |
        | read off on | 2026-12-01             |
        | baseline    | 120                    |
        | target      | at least 300           |
        | unit        | pupils                 |
      When Klara makes the agreement
      Then the partnership is agreed
      And the frozen goals of Språkkafé are "pupils per school year"

    @C17 @refuse
    Scenario: "Raise awareness", with nothing to read off
      Given Språkkafé is planned with the goal
        | kind      | quantitative    |
        | indicator | raise awareness |
      When Klara makes the agreement
      Then it is refused under C17 because goal Språkkafé/raise awareness cannot be read off: source, read off on, baseline, target, unit missing

    @C17 @refuse
    Scenario Outline: A goal without its <part>
      Given Språkkafé is planned with a goal that lacks its <part>
      When Klara makes the agreement
      Then it is refused under C17 because goal Språkkafé/G1 cannot be read off: <part> missing

      Examples:
        | part        |
        | source      |
        | read off on |
        | baseline    |
        | target      |
        | unit        |

    @C17 @refuse
    Scenario: No initiative and so no goal
      When Klara makes the agreement
      Then it is refused under C17 because no goal is linked to the agreement

    @C17 @refuse
    Scenario: Two goals by one name
      When Hanna plans Språkkafé with two goals by the same name
      Then it is refused under C17 because goals share an id or lack one

  Rule: Each initiative is followed up by somebody, on days inside the period

    @C18 @accept
    Scenario: Two checkpoints in the first year
      Given Språkkafé is planned with follow-ups on 2026-06-15 and 2026-12-15
      When Klara makes the agreement
      Then the partnership is agreed

    @C18 @refuse
    Scenario: No follow-up
      Given Språkkafé is planned without follow-up
      When Klara makes the agreement
      Then it is refused under C18 because Språkkafé has no follow-up

    @C18 @refuse
    Scenario: A follow-up after the end
      Given Språkkafé is planned with follow-ups on 2026-06-15 and 2029-01-15
      When Klara makes the agreement
      Then it is refused under C18 because the follow-up of Språkkafé on 2029-01-15 is outside the period

    @C18 @refuse
    Scenario: A follow-up that nobody makes
      Given Språkkafé is planned with a follow-up by nobody
      When Klara makes the agreement
      Then it is refused under C18 because a follow-up of Språkkafé names nobody or nothing

  Rule: Each initiative is evaluated within twelve months of its start and once more at the end

    @C19 @accept
    Scenario Outline: The first evaluation <when>
      Given Språkkafé starts on 2026-02-01 and is planned to be evaluated on <first> and 2028-11-15
      When Klara makes the agreement
      Then the partnership is agreed

      Examples:
        | when                          | first      |
        | before the first year is over | 2026-12-01 |
        | on the very last day          | 2027-02-01 |

    @C19 @refuse
    Scenario Outline: The first evaluation <when>
      Given Språkkafé starts on 2026-02-01 and is planned to be evaluated on <first> and 2028-11-15
      When Klara makes the agreement
      Then it is refused under C19 because the first evaluation of Språkkafé is on <first>
      And what would satisfy it is told: "plan it by 2027-02-01"

      Examples:
        | when                                 | first      |
        | after eighteen months                | 2027-08-01 |
        | a day late                           | 2027-02-02 |
        | before there is anything to evaluate | 2026-01-31 |

    @C19 @refuse
    Scenario Outline: The final evaluation <when>
      Given Språkkafé starts on 2026-02-01 and is planned to be evaluated on 2026-12-01 and <final>
      When Klara makes the agreement
      Then it is refused under C19 because the final evaluation of Språkkafé is on <final>

      Examples:
        | when                | final      |
        | long before the end | 2028-06-30 |
        | after the end       | 2029-01-15 |

    @C19 @refuse
    Scenario: No final evaluation
      Given Språkkafé is planned without a final evaluation
      When Klara makes the agreement
      Then it is refused under C19 because Språkkafé lacks a first or a final evaluation date

  Rule: Goals tell what changes, not only what is done; goals of output alone have an exception that says why

    @C20 @accept
    Scenario: The share who go on to further studies
      Given Språkkafé is planned with goals of the levels output and impact
      When Klara makes the agreement
      Then the partnership is agreed

    @C20 @accept
    Scenario: Only output, and the reason why
      Given Språkkafé is planned with goals of the levels output
      And Klara has granted Sara an exception from C20 because "the effect is measured from the second year"
      When Klara makes the agreement
      Then the partnership is agreed

    @C20 @refuse
    Scenario: Only the number of logotypes
      Given Språkkafé is planned with goals of the levels output
      When Klara makes the agreement
      Then it is refused under C20 because every goal counts output, none an outcome or an impact
      And what would satisfy it is told: "ask for an exception from C20"

  Rule: Each initiative has goals, or an exception of its own that says why it has none

    @C32 @accept
    Scenario: A goal for each
      Given Språkkafé is planned with goals of the levels outcome
      And Mentorskap is planned with goals of the levels impact
      When Klara makes the agreement
      Then the partnership is agreed

    @C32 @accept
    Scenario: A single performance needs no goal, a second person agrees
      Given Språkkafé is planned with goals of the levels outcome
      And Invigningsspel is planned without goals
      And Klara has granted Sara an exception from C32 for Invigningsspel because "it is a single performance"
      When Klara makes the agreement
      Then the partnership is agreed

    @C32 @refuse
    Scenario: Neither goal nor reason
      Given Språkkafé is planned with goals of the levels outcome
      And Invigningsspel is planned without goals
      When Klara makes the agreement
      Then it is refused under C32 because Invigningsspel (Invigningsspel) has no goal
      And what would satisfy it is told: "ask for an exception from C32"

    @C32 @refuse
    Scenario: The exception is for another initiative
      Given Språkkafé is planned with goals of the levels outcome
      And Invigningsspel is planned without goals
      And Klara has granted Sara an exception from C32 for Språkkafé because "it is a single performance"
      When Klara makes the agreement
      Then it is refused under C32 because Invigningsspel (Invigningsspel) has no goal

    @C32 @refuse
    Scenario: An initiative without a name
      When Hanna plans an initiative without a name
      Then it is refused under C32 because the initiative has no id or no name

  Rule: A goal is a figure or a judgement; a judgement has a rule to read it off by and somebody to do it

    @C33 @accept
    Scenario: A focus group on a four-step scale is goal enough
      Given Språkkafé is planned with the goal
        | kind          | qualitative                          |
        | indicator     | visitors feel welcome                |
        | read off on   | 2026-12-01                           |
        | read-off rule | focus group with a four-step scale   |
        | target        | three or higher                      |
        | assessor      | the research group at the university |
      When Klara makes the agreement
      Then the partnership is agreed
      And the frozen goals of Språkkafé are "visitors feel welcome"

    @C33 @refuse
    Scenario: "A good atmosphere"
      Given Språkkafé is planned with the goal
        | kind      | qualitative       |
        | indicator | a good atmosphere |
      When Klara makes the agreement
      Then it is refused under C33 because goal Språkkafé/a good atmosphere cannot be read off: read off on, read off rule, target, assessor missing

  Rule: Goals are set before the initiative starts and then frozen; later ones are post-hoc and stand apart

    @C34 @accept
    Scenario: Set three days before
      Given it is 2026-01-29
      And Språkkafé starts on 2026-02-01 and is planned to be evaluated on 2026-12-01 and 2028-11-15
      When Klara makes the agreement
      Then the partnership is agreed

    @C34 @refuse
    Scenario: The initiative has already started when its goals are set
      Given it is 2026-02-02
      When Hanna plans Språkkafé to start on 2026-02-01
      Then it is refused under C34 because Språkkafé started on 2026-02-01, before its goals were set

    @C34 @refuse
    Scenario: The initiative starts before the agreement is made
      Given Språkkafé starts on 2026-02-01 and is planned to be evaluated on 2026-12-01 and 2028-11-15
      And it is 2026-02-02
      When Klara makes the agreement
      Then it is refused under C27 and C34 because Språkkafé started on 2026-02-01, before the agreement
