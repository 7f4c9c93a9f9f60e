import type { FailureCode } from '../../git/failure.ts'
import { type CodeBody, paragraphs } from './body.ts'
import { SIGNATURE_CODES } from './signatures.ts'

/** Codes of Git sources that cannot be read; what was applied from them stays in force. */
export const GIT_CODES = {
  SourceUnavailable: {
    title: 'the server of a source cannot be reached, or is not able to answer',
    explanation: paragraphs(`
      Nothing is wrong with the declarations: the way to them is closed for now. The class says where: \`dns\` (the host name
      has no address), \`network\` (no connection, or it broke off), \`tls\` (no trusted certificate), \`server\` (it answered
      5xx or 429). It is tried again, less often each time; what was applied stays.
    `),
    language: 'text',
    wrong: 'cannot list https://git.acme.example/people.git: its host name cannot be resolved',
    right: [
      'dns and network: check the address, proxies and firewalls: `git ls-remote <address>` from the same machine',
      'tls: renew the certificate; a private authority is named by GIT_SSL_CAINFO',
      'server: wait, or ask whoever runs it',
    ],
  },
  GitTimeout: {
    title: 'a call of Git did not end within the time that it has',
    explanation: paragraphs(`
      A server that accepts and says nothing, or sends a byte now and then, is given up after \`timeout\` of wall-clock time, and
      every process of the call is ended. Half of a fetch is never used.
    `),
    language: 'text',
    wrong: 'cannot fetch https://git.acme.example/people.git: the server did not answer in time',
    right: [
      'raise `timeout` of the source where its first fetch is really that large',
      'else see why the server is slow',
    ],
  },
  AuthenticationFailed: {
    title: 'the server does not accept the credential, or asks for one',
    explanation: paragraphs(`
      The token or key is missing, wrong or expired, or the key of the ssh server is not among the known hosts. Trying again does
      not help; a person has to change the secret or the configuration.
    `),
    language: 'text',
    wrong: 'cannot list https://git.acme.example/people.git: the server refused access',
    right: [
      'put a token that is valid where `auth.tokenRef` points, or a key where `auth.sshKeyRef` does',
      'for an unknown host key: check it, and add it to the file of `auth.knownHosts`',
    ],
  },
  AccessForbidden: {
    title: 'the credential is known, and may not read this',
    explanation: paragraphs(`
      The server answered 403: it knows who asks and says no. Often the token lacks the right to read this one repository, or
      must be released for single sign-on of the organization first. An API server of Kubernetes says it where RBAC does not
      allow the verb that the message names.
    `),
    language: 'text',
    wrong:
      'cannot list https://git.acme.example/people.git: the server knows the credential and forbids this repository to it',
    right: [
      'give the account of the token read access to the repository, or use a token of an account that has it',
      'for a cluster: bind a ClusterRole with that verb and resource to the account',
    ],
  },
  RepositoryNotFound: {
    title: 'there is no repository at that address, or it is not shown',
    explanation: paragraphs(`
      Many servers answer "not found" instead of "forbidden", so that nobody can find out what exists. A repository that was
      moved or renamed gives the same answer.
    `),
    language: 'text',
    wrong: 'cannot list https://git.acme.example/poeple.git: there is no such repository, or it may not be seen',
    right: ['check the address letter by letter', 'check that the credential may read it'],
  },
  TransportRefused: {
    title: 'the address leads to a transport or place that is not allowed',
    explanation: paragraphs(`
      Only https and ssh are spoken, http to this machine alone. A server that redirects elsewhere is not followed with a
      credential, because Git would hand it to whoever is there.
    `),
    language: 'text',
    wrong: 'cannot list https://git.acme.example/people.git: the server sends elsewhere',
    right: ['write the address that the server redirects to, if it is to be trusted'],
  },
  WaitingForFirstCommit: {
    title: 'the repository holds no commit yet',
    explanation: paragraphs(`
      An empty repository is where every installation begins: nothing is wrong, and reading starts with the first push. Once
      something of the source was applied, an empty repository is held instead (\`EmptySource\`), and nothing is removed.
    `),
    language: 'sh',
    wrong: 'git init --bare people.git   # and nothing pushed',
    right: ['push a first commit to the branch that the source follows'],
  },
  BranchMissing: {
    title: 'the branch that the source follows is gone',
    explanation: paragraphs(`
      It was deleted or renamed. What was applied from it stays, and no other branch is taken in its place: also not the new
      default branch, where the source follows the default branch. That one is asked for once and kept.
    `),
    language: 'sh',
    wrong: 'git push origin --delete main',
    right: [
      'push the branch again',
      'or name the branch that is to be followed in the configuration of the source',
      'to follow a new default branch without naming it, delete the mirror of the source',
    ],
  },
  RevisionNotFound: {
    title: 'the repository has no such branch, tag or commit',
    explanation: paragraphs(`
      The name is misspelt, or what it named is not there any more. The nearest name that there is stands in the message. A
      commit of a remote repository is named by its full hash.
    `),
    language: 'sh',
    wrong: 'charter plan --git https://git.acme.example/people.git --revision mian',
    right: ['name a branch, a tag or a full commit hash that is there: `git ls-remote <address>` lists them'],
  },
  FolderNotFound: {
    title: 'the source has no folder of that name',
    explanation: paragraphs(`
      Git keeps no empty folders, so a folder is gone with its last file. While nothing of the source was applied this is most
      likely a wrong path; afterwards it is held as \`EmptySource\`, and a person may approve it.
    `),
    language: 'text',
    wrong: 'there is no folder `orgz` in https://git.acme.example/people.git at 1f0c2d3e4b5a',
    right: ['correct `path` of the source, or put the folder back'],
  },
  ...SIGNATURE_CODES,
  LimitExceeded: {
    title: 'a source holds or sends more than is allowed',
    explanation: paragraphs(`
      Sizes and numbers are known before content is read, so that one commit cannot take the service down: files of a
      revision, bytes of them together, bytes that a server may send.
    `),
    language: 'text',
    wrong: 'the files of https://git.acme.example/people.git hold 2147483648 bytes together, 1073741824 are allowed',
    right: ['name a smaller folder with `path`', 'or raise `limits` in the configuration'],
  },
  MalformedObjects: {
    title: 'the repository holds objects that Git calls malformed',
    explanation: paragraphs(`
      What comes over the network is checked object by object, and a tree with names such as \`..\` or twice the same is not
      taken in. Nothing of such a fetch is used.
    `),
    language: 'sh',
    wrong: 'git fsck   # error in tree: contains ".."',
    right: ['find the objects with `git fsck` in the repository, and rewrite the commits that hold them'],
  },
  RepositoryDamaged: {
    title: 'objects of the repository are damaged or missing',
    explanation: paragraphs(`
      A mirror of ours that proves damaged is thrown away and fetched once again without a word; this is told only where that
      did not help, or where a local repository is read in place.
    `),
    language: 'sh',
    wrong: 'truncate --size=100 .git/objects/pack/*.pack',
    right: ['run `git fsck` in the repository, and fetch what is missing from another clone'],
  },
  ObjectMissing: {
    title: 'an object that the commit needs is not there',
    explanation: paragraphs(`
      Usually a partial clone: it fetches objects when somebody looks at them. Charter reads repositories without touching the
      network, so nothing is fetched on demand.
    `),
    language: 'sh',
    wrong: 'git clone --filter=blob:none https://git.acme.example/people.git',
    right: ['fetch all of it: `git fetch --refetch --no-filter`', 'or clone it again without a filter'],
  },
  GitMissing: {
    title: 'the program git was not found on this machine',
    explanation: paragraphs(`
      Git sources are read by the git program. It has to be installed where Charter runs, and be found by the PATH that it is
      started with.
    `),
    language: 'text',
    wrong: 'cannot read the version of git: git was not found',
    right: ['install git 2.34 or newer', 'check the PATH of the service'],
  },
  GitTooOld: {
    title: 'the program git is too old',
    explanation: paragraphs(`
      Charter needs git 2.34: from then on it verifies signatures made by ssh keys, and takes its configuration from one file
      that is named, so that no setting of the machine can change what is read.
    `),
    language: 'text',
    wrong: 'charter: git 2.30 is too old',
    right: ['install git 2.34 or newer'],
  },
  GitFailed: {
    title: 'a call of Git ended without a reason that is known',
    explanation: paragraphs(`
      Its own words are not shown, because they may carry addresses with passwords. It may have been killed for want of memory,
      or have found no room on the disk.
    `),
    language: 'text',
    wrong: 'cannot fetch https://git.acme.example/people.git: git failed',
    right: ['look at memory and disk of the machine', 'try `git ls-remote <address>` by hand, as the same user'],
  },
  Cancelled: {
    title: 'reading was stopped, because the program ends',
    explanation: paragraphs(`
      Somebody asked the program to stop, or to read something else, while a source was being read. Every process of the call is
      ended and nothing of it is used.
    `),
    language: 'text',
    wrong: 'reading https://git.acme.example/people.git was cancelled',
    right: ['nothing is to be done: the next start reads the source again'],
  },
} as const satisfies Record<FailureCode, CodeBody>
