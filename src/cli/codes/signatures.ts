import { type CodeBody, paragraphs } from './body.ts'

/** Codes of sources whose commits must be signed (`verify`) and are not, or cannot be verified. */
export const SIGNATURE_CODES = {
  SignatureMissing: {
    title: 'a commit that must be signed is not',
    explanation: paragraphs(`
      The source is configured with \`verify\`: with \`head\` the commit that is read must be signed by a trusted key, with
      \`all\` each one since the applied revision. The source is not read beyond what was applied; the message names the commit.
    `),
    language: 'sh',
    wrong: "git commit --message 'Add grace'   # without -S",
    right: [
      'head: let somebody who is trusted push a signed commit or merge on top: `git commit --allow-empty -S`',
      "all: sign it and what follows: `git rebase --exec 'git commit --amend --no-edit -S' <the commit before it>`",
      'sign from now on: `git config commit.gpgSign true`',
    ],
  },
  SignatureUntrusted: {
    title: 'a commit is signed by a key that is not trusted',
    explanation: paragraphs(`
      The signature is whole, but its key is not in \`verify.keys\`, was revoked, or was not valid at the time that the commit
      claims. A platform that merges in its web page signs with a key of its own, which has to be trusted like any other.
    `),
    language: 'text',
    wrong: 'commit 1f0c2d3e4b5a by Ada <ada@acme.example> is signed by a key that is not in verify.keys',
    right: [
      'add the key to `verify.keys`, if its owner is to be trusted: `ada@acme.example ssh-ed25519 AAAA…`',
      'or let somebody who is trusted push a signed commit on top (`verify.mode: head`)',
    ],
  },
  SignatureInvalid: {
    title: 'the signature of a commit does not fit its content',
    explanation: paragraphs(`
      The commit was changed after it was signed, or the signature was taken from another one. A tool that rewrites commits and
      keeps their signatures does this by accident; so does somebody who wants to pass for somebody else.
    `),
    language: 'text',
    wrong: 'commit 1f0c2d3e4b5a by Ada <ada@acme.example> carries a signature that does not fit its content',
    right: ['ask its author whether the commit is theirs', 'sign it again: `git commit --amend --no-edit -S`'],
  },
  CannotVerify: {
    title: 'signatures cannot be verified on this machine',
    explanation: paragraphs(`
      Git asks \`ssh-keygen\` about ssh signatures and \`gpg\` about OpenPGP ones. Where the program that the configured keys need
      is missing, or cannot read them, nothing is taken for signed and the source is not read.
    `),
    language: 'text',
    wrong: 'signatures cannot be verified: gpg was not found',
    right: [
      'install OpenSSH, or GnuPG where OpenPGP keys are configured',
      'export the keys again with `gpg --armor --export`',
    ],
  },
} as const satisfies Record<string, CodeBody>
