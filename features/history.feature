@history
Feature: The past can be asked

  Years later somebody asks what was agreed that day, what we knew of it then,
  who changed it and who could have. The answer comes from the log alone: what
  was entered late or put right since is told beside what was known at the time.

  Background:
    Given Kodverkstan Lillån is an active partner from 2026-02-01 to 2028-12-31 with 330 000 kr agreed for each year

  Rule: A day is told as known now; where it was known otherwise then, both are told, with what came in between

    @C35 @accept
    Scenario: The agreed amount has been put right since
      Given it is 2026-06-01
      And Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      And Klara has confirmed the correction
      When Rut asks what was in force on 2026-05-31
      Then the amount agreed for 2026 is told as 300 000 kr, and as 330 000 kr as known then
      And the difference is put down to "correction confirmed" by Klara

    @C35 @accept
    Scenario: What was known then is told as it was known
      Given it is 2026-06-01
      And Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      And Klara has confirmed the correction
      When Rut asks what was known on 2026-05-31
      Then the amount agreed for 2026 is told as 330 000 kr

    @C35 @accept
    Scenario: A correction nobody has confirmed puts nothing right
      Given it is 2026-06-01
      And Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      When Rut asks what was in force on 2026-05-31
      Then the amount agreed for 2026 is told as 330 000 kr

    @C35 @refuse
    Scenario Outline: There is nothing to tell of <day>
      Given it is 2026-06-01
      When Rut asks what was in force on <day>
      Then the form is handed back because <reason>

      Examples:
        | day        | reason                                          |
        | 2026-06-02 | 2026-06-02, is after today, 2026-06-01          |
        | 2025-12-31 | on 2025-12-31 there was nothing                 |

  Rule: Between two days the log tells what changed, and who changed it

    @C30 @accept
    Scenario: A partnership that was ended for a breach
      Given it is 2026-06-01
      And Klara has terminated the partnership for a breach
      When Rut asks what changed between 2026-05-31 and 2026-06-01
      Then these changes are told
        | field      | before | after      | by    |
        | stage      | active | terminated | Klara |
        | end_reason |        | breach     | Klara |

    @C0 @accept
    Scenario: Nothing happened
      Given it is 2026-06-01
      When Rut asks what changed between 2026-04-01 and 2026-04-30
      Then no change is told

  Rule: Who could have decided is judged by the roles, the duties and the amount of that day

    @R2 @accept
    Scenario: The level covers the amount
      Given it is 2026-06-01
      When Rut asks who could have ended the partnership by notice on 2026-05-31
      Then Klara and Viktor are told to have been able to
      And Sara is told not to have been able to under R2 because 990 000 kr is above what Sara may decide

    @R1 @accept
    Scenario: A role that was taken back later still counts for the day
      Given it is 2026-06-01
      And Anna has taken the role head-of-communications from Klara
      When Rut asks who could have ended the partnership by notice on 2026-05-31
      Then Klara and Viktor are told to have been able to

    @R1 @accept
    Scenario: A role that was taken back no longer counts on the day itself
      Given it is 2026-06-01
      And Anna has taken the role head-of-communications from Klara
      When Rut asks who could have ended the partnership by notice on 2026-06-01
      Then Viktor is told to have been able to

    @R4 @accept
    Scenario: A conflict of interest barred her from that day on
      Given it is 2026-06-01
      And Klara has declared a conflict of interest because "a seat on their board"
      When Rut asks who could have ended the partnership by notice on 2026-06-01
      Then Viktor is told to have been able to
      And Klara is told not to have been able to under R4 because Klara has a declared conflict of interest

  Rule: Each decision stands with the role and the mandate held at that very time

    @R2 @accept
    Scenario: The agreement was made by a level that covered it
      Given it is 2026-06-01
      And Anna has taken the role head-of-communications from Klara
      When Rut asks on what mandate each step was decided
      Then the agreement is told to be made by Klara as "head-of-communications, up to 1 000 000 kr" for 990 000 kr

  Rule: No step of the agreed order is skipped, and this can be checked

    @R5 @accept
    Scenario: Everything was done in its order
      When Rut asks whether every step was taken in the agreed order
      Then no deviation is told, and 3 changes of stage were checked
