@reminders
Feature: Nobody misses a date because nobody was told

  What the policy asks for by a date is of little use when the one who has to
  act hears of it afterwards. So people are told by mail in time, once for each
  step, and the log keeps who was told of what: whoever audits us later sees
  that the house did its part.

  Background:
    Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31
    And Sara and Ulla can be reached by mail

  Rule: Whoever may act is told before the date, on it and after it

    @C38 @accept
    Scenario Outline: An evaluation comes due on 1 February
      When reminders go out on <day>
      Then these mails have come
        | to   | of         | when   |
        | Sara | evaluation | <when> |
        | Ulla | evaluation | <when> |

      Examples:
        | day        | when         |
        | 2027-01-02 | in 30 days   |
        | 2027-01-25 | in 7 days    |
        | 2027-02-01 | today        |
        | 2027-02-02 | 1 day late   |
        | 2027-03-03 | 30 days late |

    @C38 @accept
    Scenario: It is too early
      When reminders go out on 2027-01-01
      Then no mail has come

    @C36 @accept
    Scenario: The owner hears that the agreement ends, since nothing renews it
      Given Ulla has evaluated the initiative on 2028-01-20
      When reminders go out on 2028-12-01
      Then these mails have come
        | to   | of                 | when       |
        | Sara | the agreement ends | in 30 days |
        | Ulla | evaluation         | in 30 days |

  Rule: Each step is told once

    @C38 @accept
    Scenario Outline: The reminders run again
      Given reminders have gone out on 2027-01-25
      When reminders go out on <day>
      Then no mail has come since

      Examples:
        | day        |
        | 2027-01-25 |
        | 2027-01-26 |
        | 2027-01-31 |

    @C38 @accept
    Scenario: Nothing ran for six weeks
      Given reminders have gone out on 2027-01-25
      When reminders go out on 2027-03-15
      Then these mails have come since
        | to   | of         | when         |
        | Sara | evaluation | 42 days late |
        | Ulla | evaluation | 42 days late |

    @C38 @accept
    Scenario: What has been done is not reminded of
      Given Ulla has evaluated the initiative on 2027-01-20
      When reminders go out on 2027-01-25
      Then no mail has come

  Rule: What the mail server does not take is not lost

    @C38 @accept
    Scenario: The mail server cannot be reached
      Given the mail server cannot be reached
      When reminders go out on 2027-01-25
      Then it is said that 2 of 2 mails were not sent
      And it is said that the next run tries again

    @C38 @accept
    Scenario: It can be reached again the next day
      Given reminders could not go out on 2027-01-25
      When reminders go out on 2027-01-26
      Then these mails have come
        | to   | of         | when      |
        | Sara | evaluation | in 6 days |
        | Ulla | evaluation | in 6 days |

    @C38 @accept
    Scenario: It refuses one of two
      Given the mail server refuses what is sent to Sara
      When reminders go out on 2027-01-25
      Then it is said that 1 of 2 mails was not sent
      And these mails have come
        | to   | of         | when      |
        | Ulla | evaluation | in 7 days |

  Rule: Nobody is passed over in silence

    @C38 @accept
    Scenario: A new evaluator cannot be reached
      Given Anna has registered Nils Ask with the role evaluator
      When reminders go out on 2027-01-25
      Then it is said that Nils has no mail address

  Rule: An administrator says where people are written to, and it is kept sealed

    @R1 @accept
    Scenario: A new address
      When Anna says that Ulla is written to at "ulla.berg@example.net"
      Then Ulla's mail address stands sealed in the log

    @R1 @refuse
    Scenario: Somebody else would like to read along
      When Hanna says that Ulla is written to at "hanna.ek@example.org"
      Then it is refused under R1
      And the refusal stays on record

    @R1 @refuse
    Scenario: An address that is none
      When Anna says that Ulla is written to at "ulla at example.org"
      Then the form is handed back, naming the field mail

  Rule: Whoever audits sees who was told, and of what nobody was

    @C38 @accept
    Scenario: Two were told a week before
      Given reminders have gone out on 2027-01-25
      When Rut asks who was told
      Then the answer is
        | told | of            | step          |
        | Sara | evaluation I1 | 7 days before |
        | Ulla | evaluation I1 | 7 days before |

    @C38 @accept
    Scenario: Nobody was
      Given it is 2027-02-02
      When Rut asks who was told
      Then the answer is
        | told   | of            | step        |
        | nobody | evaluation I1 | 1 day after |

  Rule: The dates stand in people's own calendars

    @C36 @C38 @accept
    Scenario: The owner looks ahead
      Given it is 2027-01-25
      When Sara takes out her calendar
      Then it holds
        | on         | what               |
        | 2027-02-01 | evaluate           |
        | 2028-12-31 | the agreement ends |

    @C38 @accept
    Scenario: A date moves once the evaluation has been made
      Given Ulla has evaluated the initiative on 2027-01-20
      When Ulla takes out her calendar
      Then it holds
        | on         | what     |
        | 2028-01-20 | evaluate |
