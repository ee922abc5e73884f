@people
Feature: Who may do what is granted and taken back on record

  A role is a trust. Giving it and taking it back are decisions like any other,
  with a name and a date, so that nobody has to wonder who let whom in.

  Rule: An administrator registers people, with the roles they begin with

    @R1 @accept
    Scenario: A new officer proposes on the first day
      Given Anna has registered Nils Ask with the role officer
      When Nils proposes Teater Vågspel
      Then the partnership is proposed

    @R1 @refuse
    Scenario: Only an administrator lets people in
      When Viktor registers Nils Ask with the role officer
      Then it is refused under R1 because Viktor is not an administrator
      And the refusal stays on record

    @R1 @refuse
    Scenario: A role the house does not have
      When Anna registers Nils Ask with the role boss
      Then it is refused under R1 because "boss" is no role
      And what would satisfy it is told: "choose from officer, screener, owner"

    @R1 @refuse
    Scenario: A person is registered once
      Given Anna has registered Nils Ask with the role officer
      When Anna registers Nils Ask with the role screener
      Then it is refused under R1 because Nils is taken

  Rule: Roles are granted and revoked by recorded decisions, and count from that moment

    @R1 @accept
    Scenario: Petra becomes an evaluator as well
      When Anna gives Petra the role evaluator
      Then it is recorded that a role was granted
      And Petra holds the roles treasurer and evaluator

    @R1 @refuse
    Scenario: Gustav no longer screens
      Given Teater Vågspel is a proposed partner
      And Anna has taken the role screener from Gustav
      When Gustav judges every criterion met
      Then it is refused under R1 because Gustav is not the screener of this partnership

    @R1 @accept
    Scenario: What somebody decided while they held the role still stands
      Given Teater Vågspel is a screened partner
      When Anna takes the role screener from Gustav
      Then it is recorded that a role was revoked
      And the partnership is still screened

    @R1 @refuse
    Scenario: A role somebody already has
      When Anna gives Petra the role treasurer
      Then it is refused under R1 because Petra already holds the role treasurer

    @R1 @refuse
    Scenario: A role somebody does not have
      When Anna takes the role screener from Petra
      Then it is refused under R1 because Petra does not hold the role screener

    @R1 @refuse
    Scenario: Somebody nobody knows
      When Anna gives Nils the role officer
      Then it is refused under R1 because Nils is not registered

  Rule: Nobody gives a role to themselves, and one administrator always remains

    @R3 @refuse
    Scenario: Anna would like to sign
      When Anna gives Anna the role chief-executive
      Then it is refused under R3 because Anna grants a role to themselves

    @R3 @accept
    Scenario: A second administrator may give her one
      Given Anna has registered Nils Ask with the role administrator
      When Nils gives Anna the role officer
      Then Anna holds the roles administrator and officer

    @R1 @refuse
    Scenario: The only administrator stays
      When Anna takes the role administrator from Anna
      Then it is refused under R1 because Anna is the only administrator
