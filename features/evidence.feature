@audit
Feature: An outsider can check what we say

  An auditor from outside has neither our product nor our database, and no
  reason to trust us. What we hand over must hold by itself: every word of it
  leads to a log that was signed before anybody asked.

  Background:
    Given Teater Vågspel is an active partner under the guideline "no discrimination"
    And Klara has terminated the partnership for a breach

  Rule: A dossier checks without us

    @C30 @accept
    Scenario: The dossier of a partnership that was terminated
      When Rut hands the auditor the dossier of the partnership
      Then it checks without us
      And it tells that the partnership ended for a breach, by Klara under C30

    @R5 @accept
    Scenario: The dossier of everything
      When Rut hands the auditor the dossier of the whole log
      Then it checks without us
      And it tells of every event

  Rule: A dossier with one changed word does not check

    @R5 @accept
    Scenario Outline: Somebody puts another name into the dossier of <what>
      Given Rut has handed the auditor the dossier of <what>
      When somebody puts Sara in the place of Klara
      Then it does not check

      Examples:
        | what            |
        | the partnership |
        | the whole log   |
