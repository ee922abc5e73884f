@agreement
Feature: Nothing is agreed until both parties have signed the very document

  A handshake cannot be audited. The agreement is a document that both have
  signed, known by its content: when one letter of it changes, the signatures
  stand under something else.

  Background:
    Given Teater Vågspel is a screened partner with everything planned

  Rule: An agreement is in writing and signed by both, electronically or on paper

    @C24 @accept
    Scenario: Both have signed, one on paper
      Given Hanna has recorded our signature by "e-signature"
      And Hanna has recorded the partner's signature by "paper"
      When Klara makes the agreement
      Then the partnership is agreed
      And the history ends with
        | what            | by    |
        | document signed | Hanna |
        | document signed | Hanna |
        | agreed          | Klara |

    @C24 @refuse
    Scenario: One signature is not enough
      Given Hanna has recorded our signature by "e-signature"
      When Klara makes the agreement
      Then it is refused under C24 because the partner's signature is missing
      And the partnership is screened

    @C24 @refuse
    Scenario: An "ok" by e-mail is no signature
      When Hanna records the partner's signature by "e-mail"
      Then it is refused under C24 because "e-mail" is not a way of signing

    @C24 @refuse
    Scenario: A signature of a day to come
      When Hanna records the partner's signature of tomorrow
      Then it is refused under C24 because the signature is dated 2026-01-13, a day to come

    @C24 @refuse
    Scenario: Somebody has signed, but who?
      When Hanna records the partner's signature by nobody in particular
      Then it is refused under C24 because no signatory is named

  Rule: What is agreed is what was signed, byte for byte

    @C24 @refuse
    Scenario: A word was changed after signing
      Given both parties have signed the agreement
      And a word of the agreement has been changed since
      When Klara makes the agreement
      Then it is refused under C24 because our signature stands under another document
      And it is refused under C24 because the partner's signature stands under another document

    @C24 @refuse
    Scenario: There is no document
      Given both parties have signed the agreement
      When Klara makes the agreement without a document
      Then it is refused under C24 because no document is named

  Rule: The signed document is registered

    @C24 @accept
    Scenario: The document can be found by its number
      Given both parties have signed the agreement
      When Klara makes the agreement with the registry number "SAM-2026-017"
      Then the agreement is registered as "SAM-2026-017"

    @C24 @refuse
    Scenario: No number to find it by
      Given both parties have signed the agreement
      When Klara makes the agreement without a registry number
      Then it is refused under C24 because the registry number is missing
