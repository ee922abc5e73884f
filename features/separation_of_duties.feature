@people
Feature: Nobody proposes, judges, signs and evaluates the same partnership

  One pair of eyes is not enough when money and reputation are at stake. Who has
  done one thing does not do the next, however long ago it was, and each person
  decides only as much as their role and level allow.

  Rule: The role covers what one does

    @R1 @accept
    Scenario: Gustav, the screener, judges
      Given Teater Vågspel is a proposed partner
      When Gustav judges every criterion met
      Then the history ends with
        | what              | by     |
        | criteria assessed | Gustav |

    @R1 @refuse
    Scenario Outline: <who>, the <role>, does not judge
      Given Teater Vågspel is a proposed partner
      When <who> judges every criterion met
      Then it is refused under R1 because is not the screener of this partnership
      And the refusal stays on record

      Examples:
        | who    | role            |
        | Petra  | treasurer       |
        | Sara   | owner           |
        | Viktor | chief executive |

    @R1 @refuse
    Scenario: Another screener does not judge what is Gustav's
      Given Teater Vågspel is a proposed partner
      When Kerstin judges every criterion met
      Then it is refused under R1 because Kerstin is not the screener of this partnership

    @R1 @refuse
    Scenario: An auditor reads everything and writes nothing
      Given Teater Vågspel is an active partner
      When Rut declares a conflict of interest because "a cousin on stage"
      Then it is refused under R1 because Rut is an auditor

    @R1 @refuse
    Scenario: Somebody nobody has registered
      Given Teater Vågspel is a proposed partner
      When Nils screens the proposal
      Then the form is handed back because "Nils" is not registered here

  Rule: The amount decides the level that signs

    @R2 @accept
    Scenario Outline: <who> signs for <amount> in all
      Given everything stands ready for an agreement of <amount> in all with Teater Vågspel
      When <who> makes the agreement with Teater Vågspel
      Then the partnership is agreed

      Examples:
        | who    | amount       |
        | Sara   | 99 000 kr    |
        | Klara  | 100 200 kr   |
        | Klara  | 999 000 kr   |
        | Viktor | 3 000 000 kr |
        | Viktor | 99 000 kr    |

    @R2 @refuse
    Scenario Outline: <amount> is above what <who> may decide
      Given everything stands ready for an agreement of <amount> in all with Teater Vågspel
      When <who> makes the agreement with Teater Vågspel
      Then it is refused under R2 because <amount> is above what
      And what would satisfy it is told: "a <level> or higher"

      Examples:
        | who   | amount       | level                  |
        | Sara  | 100 200 kr   | head of communications |
        | Klara | 1 000 200 kr | chief executive        |

    @R1 @refuse
    Scenario: An officer has no level at all
      Given everything stands ready for an agreement of 99 000 kr in all with Teater Vågspel
      When Hanna makes the agreement with Teater Vågspel
      Then it is refused under R1 because Hanna is not a signatory whose level covers the amount

  Rule: Who has done one duty here, ever, does not do the other

    @R3 @refuse
    Scenario: Who proposed does not screen
      Given Hanna has been given the role screener
      And Teater Vågspel is proposed by Hanna, with no screener named
      When Hanna judges every criterion met
      Then it is refused under R3 because Hanna has proposed

    @R3 @refuse
    Scenario: Who screened does not sign
      Given Gustav has been given the role chief-executive
      And everything stands ready for an agreement of 600 000 kr in all with Teater Vågspel
      When Gustav makes the agreement with Teater Vågspel
      Then it is refused under R3 because Gustav has screened

    @R3 @refuse
    Scenario: Whose turn it was once is remembered
      Given Ulla has been given the role owner
      And Teater Vågspel is an active partner
      And Sara has handed the ownership over to Ulla because "a month's leave"
      And Ulla has handed the ownership over to Sara because "the leave is over"
      And it is 1 December 2026
      When Ulla evaluates the school matinees of Teater Vågspel
      Then it is refused under R3 because Ulla has owned

    @R3 @accept
    Scenario: Ulla, who has done nothing else here, evaluates
      Given Teater Vågspel is an active partner
      And it is 1 December 2026
      When Ulla evaluates the school matinees of Teater Vågspel
      Then the partnership is evaluated

    @R3 @refuse
    Scenario Outline: Who <did> does not evaluate
      Given Teater Vågspel is an active partner
      And <who> has been given the role evaluator
      And it is 1 December 2026
      When <who> evaluates the school matinees of Teater Vågspel
      Then it is refused under R3 because <told>

      Examples:
        | who   | did         | told               |
        | Hanna | proposed it | Hanna has proposed |
        | Sara  | owns it     | Sara has owned     |
        | Klara | signed it   | Klara has signed   |

    @R3 @refuse
    Scenario: Who proposes names another to screen
      Given Hanna has been given the role screener
      When Hanna proposes Teater Vågspel to be screened by Hanna
      Then it is refused under R3 because proposes and would also screen

  Rule: A person bound to an account acts through that account and no other

    @R6 @accept
    Scenario: Hanna at her own desk
      Given Hanna is bound to the account she uses
      When Hanna proposes Teater Vågspel
      Then the partnership is proposed

    @R6 @refuse
    Scenario: Somebody borrows Hanna's name
      Given Hanna is bound to the account "cli:hanna"
      When Hanna proposes Teater Vågspel
      Then it is refused under R6 because Hanna is bound to other accounts than
      And the refusal stays on record

    @R6 @refuse
    Scenario: An account is bound once
      Given Hanna is bound to the account "cli:hanna"
      When Anna binds Hanna to the account "cli:hanna"
      Then it is refused under R6 because cli:hanna is already bound to Hanna
