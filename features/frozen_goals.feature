@goals
Feature: Goals stay as they were when the agreement was made

  Nobody may choose the target after the arrow has landed. A goal that comes
  later can be told, but never in place of the one that was agreed.

  Background:
    Given Öppna Dörrar is an active partner from 2026-02-01 to 2028-12-31 with these initiatives
      | initiative | starts     | goals    |
      | Språkkafé  | 2026-02-01 | visitors |
      | Mentorskap | 2026-09-01 | mentors  |

  Rule: A goal set before its initiative starts is frozen with the others

    @C34 @accept
    Scenario Outline: A further goal <when>
      Given it is <day>
      When Sara adds the goal "steps to work" to Mentorskap
      Then the frozen goals of Mentorskap are "mentors" and "steps to work"
      And Mentorskap has no post-hoc goal

      Examples:
        | when                 | day        |
        | three days before    | 2026-08-29 |
        | on the day it starts | 2026-09-01 |

    @C34 @accept
    Scenario: A goal that comes after the start is post-hoc and stands apart
      Given it is 2026-09-02
      When Sara adds the goal "steps to work" to Mentorskap
      Then the frozen goals of Mentorskap are "mentors"
      And the post-hoc goals of Mentorskap are "steps to work"

  Rule: A frozen goal is never replaced

    @C34 @refuse
    Scenario: The target is lowered when the outcome is known
      Given it is 2026-12-01
      When Sara adds the goal "visitors" to Språkkafé
      Then it is refused under C34 because goal visitors is frozen and cannot be replaced

    @C34 @refuse
    Scenario: The initiative is planned anew
      When Hanna plans Språkkafé with goals of the levels output
      Then it is refused under C34 because Öppna Dörrar is active; this is done when it is proposed or screened
      And what would satisfy it is told: "a correction or a signed addendum"

    @C17 @refuse
    Scenario: A further goal that cannot be read off
      When Sara adds a goal without a source to Mentorskap
      Then it is refused under C17 because goal Mentorskap/G1 cannot be read off: source missing
