@proof
Feature: What is on record can be proved to an outsider

  Years later nobody has to take our word for it, nor the word of whoever keeps
  the database. An entry is proved by a receipt that is checked without us; an
  entry that was changed is named; and a database that has gone back to an
  earlier day takes nothing more until somebody has answered for that.

  Rule: Every entry can be proved to somebody who has only its receipt

    @R5 @accept
    Scenario: The partner is given a receipt of the agreement
      Given Teater Vågspel is an agreed partner
      When Rut writes a receipt of the latest entry
      Then it proves that entry with the log's public key alone

    @R5 @accept
    Scenario: One character of the entry is changed
      Given Teater Vågspel is an agreed partner
      When Rut writes a receipt of the latest entry
      Then it does not prove an entry with another character in it

  Rule: What was changed past the product is named

    @R5 @accept
    Scenario: Nobody has touched the database
      Given Teater Vågspel is an active partner
      When Rut verifies the log
      Then every entry is as it was recorded

    @R5 @accept
    Scenario: Somebody edits an entry in the database
      Given Teater Vågspel is an active partner
      And somebody has edited the latest entry in the database
      When Rut verifies the log
      Then the entry is told as altered

  Rule: A log that has gone back takes nothing more until somebody answers for it

    @R5 @accept
    Scenario: Yesterday's backup is put back
      Given Teater Vågspel is an active partner
      And a backup was put back that lacks the latest follow-up
      When Sara records a follow-up
      Then nothing is recorded, because the log has gone back

    @R5 @accept
    Scenario: An administrator answers for the backup
      Given Teater Vågspel is an active partner
      And a backup was put back that lacks the latest follow-up
      When Anna accepts that the log has gone back, because "the disk is lost"
      Then Sara can record a follow-up again
      And that the log went back can be proved

    @R1 @refuse
    Scenario: Somebody without that right accepts it
      Given Teater Vågspel is an active partner
      And a backup was put back that lacks the latest follow-up
      When Klara accepts that the log has gone back, because "the disk is lost"
      Then it is refused under R1 because Klara is not an administrator

    @R5 @refuse
    Scenario: Nothing has gone back
      Given Teater Vågspel is an active partner
      When Anna accepts that the log has gone back, because "the disk is lost"
      Then it is refused under R5 because the log agrees with its newest checkpoint
