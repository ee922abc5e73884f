@exceptions
Feature: Whoever departs from the policy says why, and another person agrees

  Some clauses are where the weight lies, and no ban. There one may comply or
  explain: one person asks and gives the reason, another with the right level
  grants it, and both stand in the history for the board to count.

  Rule: An exception is asked for by one person and granted by another

    @C5 @accept
    Scenario: A partner outside our areas, for a reason that holds
      Given Bilsalongen Motala is a proposed partner in none of our areas
      And Gustav has judged every criterion met
      And Hanna has asked for an exception from C5 because "they train young drivers for a living"
      And Klara has granted the exception
      When Gustav screens the proposal
      Then the partnership is screened
      And the history ends with
        | what              | by     | because                               |
        | exception asked   | Hanna  | they train young drivers for a living |
        | exception granted | Klara  |                                       |
        | screened          | Gustav |                                       |

    @C5 @refuse
    Scenario: Asking is not enough
      Given Bilsalongen Motala is a proposed partner in none of our areas
      And Gustav has judged every criterion met
      And Hanna has asked for an exception from C5 because "they train young drivers for a living"
      When Gustav screens the proposal
      Then it is refused under C5

    @R3 @refuse
    Scenario: Nobody grants their own exception
      Given Teater Vågspel is a screened partner
      And Sara has asked for an exception from C13 because "it is a pilot"
      When Sara grants the exception
      Then it is refused under R3 because Sara asked for this exception
      And what would satisfy it is told: "another person decides it"
      And the refusal stays on record

  Rule: An exception has a reason

    @C0 @refuse
    Scenario: No reason is given
      Given Teater Vågspel is a screened partner
      When Sara asks for an exception from C13 because ""
      Then it is refused under C0 because no reason is given

    @C0 @refuse
    Scenario: A refusal has a reason too
      Given Teater Vågspel is a screened partner
      And Hanna has asked for an exception from C13 because "it is a pilot"
      When Sara refuses the exception because ""
      Then it is refused under C0 because no reason is given

  Rule: The policy says from which clauses one may depart; from the others there is no exception

    @C8 @C11 @C13 @C20 @accept
    Scenario Outline: <clause>, <idea>
      Given Teater Vågspel is a screened partner
      When Hanna asks for an exception from <clause> because "<reason>"
      Then the history ends with
        | what            | by    | because  |
        | exception asked | Hanna | <reason> |

      Examples:
        | clause | idea                             | reason                   |
        | C8     | not to disappear in the crowd | we open the festival    |
        | C11    | quality without luxury        | the seats go to schools |
        | C13    | several years                 | it is a pilot           |
        | C20    | effect over activity          | the pilot only counts   |

    @C24 @C36 @C40 @refuse
    Scenario Outline: <clause>, <idea>, has no exception
      Given Teater Vågspel is a screened partner
      When Hanna asks for an exception from <clause> because "we are in a hurry"
      Then it is refused under <clause> because <clause> allows no exception
      And what would satisfy it is told: "C5, C8, C11, C13"

      Examples:
        | clause | idea               |
        | C24    | in writing        |
        | C36    | a fixed end       |
        | C40    | a critical review |

    @C0 @refuse
    Scenario: A clause the policy does not have
      Given Teater Vågspel is a screened partner
      When Hanna asks for an exception from C99 because "we are in a hurry"
      Then it is refused under C0 because C99 allows no exception

  Rule: The level that grants it stands in the policy; a higher one may as well

    @R1 @accept
    Scenario Outline: <who> grants an exception from <clause>
      Given Teater Vågspel is a proposed partner
      And Hanna has asked for an exception from <clause> because "the reason is told"
      When <who> grants the exception
      Then the history ends with
        | what              | by    |
        | exception granted | <who> |

      Examples:
        | clause | who    |
        | C13    | Sara   |
        | C13    | Viktor |
        | C5     | Klara  |

    @R1 @refuse
    Scenario Outline: <who> does not grant an exception from <clause>
      Given Teater Vågspel is a proposed partner
      And Hanna has asked for an exception from <clause> because "the reason is told"
      When <who> grants the exception
      Then it is refused under R1
      And what would satisfy it is told: "a <level> or higher"

      Examples:
        | clause | who   | level                  |
        | C5     | Sara  | head of communications |
        | C13    | Petra | partnership lead       |

  Rule: A refused exception is settled, and the clause holds

    @C8 @refuse
    Scenario: Klara says no
      Given Teater Vågspel is a proposed partner
      And Gustav has judged every criterion met, and us to be one of 40 partners with 2 % of the visibility
      And Hanna has asked for an exception from C8 because "we open the festival"
      And Klara has refused the exception because "opening it is seen by few"
      When Gustav screens the proposal
      Then it is refused under C8

    @C0 @refuse
    Scenario: It is not granted afterwards
      Given Teater Vågspel is a proposed partner
      And Hanna has asked for an exception from C8 because "we open the festival"
      And Klara has refused the exception because "opening it is seen by few"
      When Viktor grants the exception
      Then it is refused under C0 because has no open exception
      And what would satisfy it is told: "ask for the exception first"

  Rule: An exception may be for one initiative only, which has been planned

    @C32 @refuse
    Scenario: No goals for no initiative in particular
      Given Teater Vågspel is a screened partner
      When Hanna asks for an exception from C32 because "it happens once"
      Then it is refused under C32 because an exception from C32 is for one initiative

    @C32 @refuse
    Scenario: An initiative nobody has planned
      Given Teater Vågspel is a screened partner
      When Hanna asks for an exception from C32 for the initiative "I7" because "it happens once"
      Then it is refused under C32 because has no initiative I7
