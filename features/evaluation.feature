@evaluation
Feature: Every initiative is critically reviewed at least once a year, against the goals that were set

  An evaluation is ours, is made by somebody who stands free, answers every
  goal and says what was weak. It cannot be skipped, moved or made by the
  partner for us. What is late is late for everyone to see.

  Background:
    Given Öppna Dörrar is an active partner from 2026-02-01 to 2028-12-31 with these initiatives
      | initiative | starts     | goals                      |
      | Språkkafé  | 2026-02-01 | visitors, newcomers, pride |
      | Mentorskap | 2026-09-01 | mentors                    |

  Rule: An initiative is evaluated within twelve months of its start or its last evaluation, and by the end of the agreement

    @C38 @accept
    Scenario: On day 364
      Given it is 2027-01-31
      When Ulla evaluates Språkkafé
      Then an evaluator owes an evaluation of Språkkafé by 2028-01-31

    @C38 @accept
    Scenario: The first is due on the same date next year
      When the calendar reaches 2026-06-01
      Then an evaluator owes an evaluation of Språkkafé by 2027-02-01
      And no evaluation of Mentorskap is owed

    @C38 @accept
    Scenario Outline: Due on the day, late from the day after
      When the calendar reaches <day>
      Then the evaluation of Språkkafé is <late> days late

      Examples:
        | day        | late |
        | 2027-02-01 | 0    |
        | 2027-02-02 | 1    |
        | 2027-03-01 | 28   |

    @C38 @accept
    Scenario: Never later than the end of the agreement
      Given it is 2028-03-01
      When Ulla evaluates Språkkafé
      Then an evaluator owes an evaluation of Språkkafé by 2028-12-31

    @C38 @accept
    Scenario: A late evaluation counts from the day it was made, which stays in the history
      Given it is 2027-04-01
      When Ulla evaluates Språkkafé
      Then an evaluator owes an evaluation of Språkkafé by 2028-04-01
      And the evaluation took effect on 2027-04-01

    @C38 @R5 @refuse
    Scenario: Skipping it
      Given it is 2027-02-01
      When Sara lets the partnership continue
      Then it is refused under R5 because Öppna Dörrar is active; this is done when it is evaluated

    @C38 @refuse
    Scenario: The partner's own report
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé on the basis of "the partner's report"
      Then it is refused under C38 because "the partner's report" is not a review of our own

    @C38 @refuse
    Scenario: An initiative that has not started
      Given it is 2026-06-01
      When Ulla evaluates Mentorskap
      Then it is refused under C38 because Mentorskap had not started by 2026-06-01

    @C38 @refuse
    Scenario: Everything in one evaluation
      Given it is 2026-12-01
      When Ulla evaluates "Språkkafé and Mentorskap" as one
      Then it is refused under C38 because Öppna Dörrar has no initiative "Språkkafé and Mentorskap"

  Rule: A partnership is evaluated when every initiative that has started has been evaluated in the round

    @C38 @accept
    Scenario: One of two is evaluated
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé
      Then the partnership is active

    @C38 @accept
    Scenario: The last of the round
      Given it is 2026-12-01
      And Ulla has evaluated Språkkafé
      When Ulla evaluates Mentorskap
      Then the partnership is evaluated
      And the history ends with
        | what                 | by   |
        | initiative evaluated | Ulla |
        | initiative evaluated | Ulla |
        | evaluated            | Ulla |

    @C38 @accept
    Scenario: What has not started is not waited for
      Given it is 2026-06-01
      When Ulla evaluates Språkkafé
      Then the partnership is evaluated

    @C38 @accept
    Scenario: One more evaluation does no harm
      Given it is 2026-12-01
      And Ulla has evaluated Språkkafé and Mentorskap
      When Ulla evaluates Språkkafé
      Then the partnership is evaluated
      And Språkkafé has been evaluated 2 times

    @C38 @accept
    Scenario: Going on begins a new round
      Given it is 2026-12-01
      And Ulla has evaluated Språkkafé and Mentorskap
      When Sara lets the partnership continue
      Then the partnership is active
      And an evaluator owes an evaluation of Mentorskap by 2027-12-01

    @C38 @accept
    Scenario: The next round needs every initiative again
      Given it is 2026-12-01
      And Ulla has evaluated Språkkafé and Mentorskap
      And Sara has let the partnership continue
      When Ulla evaluates Språkkafé
      Then the partnership is active

  Rule: Every frozen goal is answered, with evidence, and no other goal

    @C39 @accept
    Scenario: Three of three
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé with these outcomes
        | goal      | outcome | shown by        |
        | visitors  | met     | attendance list |
        | newcomers | partly  | attendance list |
        | pride     | not-met | interviews      |
      Then Språkkafé has been evaluated 1 times

    @C39 @accept
    Scenario: A goal that could not be measured, and why
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé with these outcomes
        | goal      | outcome        | shown by        | because                  |
        | visitors  | met            | attendance list |                          |
        | newcomers | met            | attendance list |                          |
        | pride     | not-measurable |                 | the interviewer fell ill |
      Then Språkkafé has been evaluated 1 times

    @C39 @refuse
    Scenario: Two of three
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé with these outcomes
        | goal      | outcome | shown by        |
        | visitors  | met     | attendance list |
        | newcomers | met     | attendance list |
      Then it is refused under C39 because goal pride has no outcome

    @C39 @refuse
    Scenario Outline: <fault>
      Given it is 2026-12-01
      When Ulla evaluates Mentorskap with these outcomes
        | goal    | outcome   | shown by   |
        | mentors | met       | interviews |
        | <goal>  | <outcome> | <shown by> |
      Then it is refused under C39 because <reason>

      Examples:
        | fault                        | goal      | outcome | shown by   | reason                                       |
        | A goal that was never set    | followers | met     | statistics | followers is not a frozen goal of Mentorskap |
        | The goal of another          | visitors  | met     | statistics | visitors is not a frozen goal of Mentorskap  |
        | The same goal answered twice | mentors   | partly  | interviews | a goal has two outcomes                      |

    @C39 @refuse
    Scenario Outline: <fault>
      Given it is 2026-12-01
      When Ulla evaluates Mentorskap with these outcomes
        | goal    | outcome   | shown by |
        | mentors | <outcome> |          |
      Then it is refused under C39 because <reason>

      Examples:
        | fault                                          | outcome        | reason                                               |
        | A goal said to be met, with nothing to show it | met            | the outcome of mentors has no evidence               |
        | A goal not measured, without a reason          | not-measurable | goal mentors could not be measured, without a reason |

    @C39 @refuse
    Scenario: A post-hoc goal answers nothing
      Given it is 2026-12-01
      And Sara has added the goal "steps to work" to Mentorskap
      When Ulla evaluates Mentorskap with these outcomes
        | goal          | outcome | shown by   |
        | mentors       | not-met | interviews |
        | steps to work | met     | interviews |
      Then it is refused under C39 because steps to work is not a frozen goal of Mentorskap

  Rule: The evaluator stands free, says what was weak, and recommends what comes next

    @C40 @accept
    Scenario: Two weaknesses
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé and finds the weaknesses "few came in winter" and "reports came late"
      Then the evaluation of Språkkafé tells the weaknesses "few came in winter" and "reports came late"

    @C40 @accept
    Scenario: No weakness, and why
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé and finds no weakness because "three independent reports found none"
      Then Språkkafé has been evaluated 1 times

    @C40 @refuse
    Scenario: Praise only
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé and finds no weakness because ""
      Then it is refused under C40 because no weakness is stated

    @C40 @refuse
    Scenario: No recommendation
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé and recommends nothing
      Then it is refused under C40 because no recommendation is given

    @C40 @R3 @refuse
    Scenario: The owner evaluates what is her own
      Given it is 2026-12-01
      And Sara has been given the role evaluator
      When Sara evaluates Språkkafé
      Then it is refused under R3 because Sara has owned Öppna Dörrar

  Rule: After an evaluation the owner lets the partnership go on, unless ending it is recommended

    @C40 @accept
    Scenario: What is adjusted is told
      Given it is 2026-06-01
      And Ulla has evaluated Språkkafé and recommended to adjust
      When Sara lets the partnership continue, with "one evening a week in the north"
      Then the partnership is active

    @C40 @refuse
    Scenario: An adjustment is recommended and none is made
      Given it is 2026-06-01
      And Ulla has evaluated Språkkafé and recommended to adjust
      When Sara lets the partnership continue
      Then it is refused under C40 because an adjustment is recommended and none is told

    @C38 @refuse
    Scenario: Ending is recommended
      Given it is 2026-06-01
      And Ulla has evaluated Språkkafé and recommended to end
      When Sara lets the partnership continue
      Then it is refused under C38 because the evaluation of Språkkafé recommends ending
      And what would satisfy it is told: "give notice"

  Rule: An evaluation may be marked final from ninety days before the end, or when it recommends ending; then nothing more is owed

    @C38 @accept
    Scenario: Ninety days before the end
      Given it is 2028-10-02
      When Ulla evaluates Språkkafé for the last time
      Then no evaluation of Språkkafé is owed

    @C38 @accept
    Scenario: The evaluation recommends ending
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé for the last time and recommends to end
      And Klara gives notice to Öppna Dörrar because "the evaluation recommends it"
      Then no evaluation of Språkkafé is owed

    @C38 @accept
    Scenario: Ending is recommended, and it goes on all the same
      Given it is 2026-12-01
      When Ulla evaluates Språkkafé for the last time and recommends to end
      Then an evaluator owes an evaluation of Språkkafé by 2027-12-01

    @C38 @refuse
    Scenario: Too early to be the last
      Given it is 2028-10-01
      When Ulla evaluates Språkkafé for the last time
      Then it is refused under C38 because an evaluation so early cannot be the final one
