import type { Head } from '../../../model/state.ts'
import { headText } from '../../ledger/published.ts'
import type { Drawing } from './sample.ts'

/** What VERIFY.md says: of what the pack is, and how it was made. */
export interface Proving {
  readonly since: string
  readonly until: string
  readonly head: Head
  readonly organization: string | undefined
  readonly drawing: Drawing
  readonly version: string
  readonly hasAuthors: boolean
  readonly hasKeys: boolean
  readonly isRedacted: boolean
  readonly files: readonly { readonly name: string; readonly about: string }[]
}

const REDACTED = `
People are taken out: \`person-1\` is the same person in all files of this pack, as a user, as an author and as an approver, and nobody in
particular in another pack. Permissions are numbered, reasons and places of declarations are withheld. Groups, workspaces and organizations keep their
names.
`

/** How somebody who was given a pack finds out that it is whole, and that the ledger says the same. */
export function verifyText(proving: Proving): string {
  const { since, until, head, version, hasAuthors, isRedacted, organization, files } = proving
  const list = files.map(({ name, about }) => `- \`${name}\`: ${about}`).join('\n')
  const of = organization === undefined ? 'all organizations' : `the organization ${organization}`
  return `# Evidence of access

Of ${of}, after ${since} up to ${until}, made by Charter ${version}.
${isRedacted ? REDACTED : ''}
${list}
- \`manifest.json\`: of what this pack is, what was counted, and the SHA-256 of each file
- \`SHA256SUMS\`: the SHA-256 of every file but itself

## Is the pack whole?

\`\`\`sh
sha256sum -c SHA256SUMS
\`\`\`

That shows that nothing was changed since the sums were written. Whoever changes a file can write them again: hold SHA256SUMS against a
copy that somebody else keeps, or make the pack again from the ledger.

## Does the ledger stand?

The state in this pack is that after entry ${head.seq} of the ledger. On a copy of the state folder:

\`\`\`sh
charter ledger verify --state state --replay --head ${headText(head)}
python3 verify-ledger.py state/ledger --head ${headText(head)}     # without Charter: docs/verify-ledger.py
\`\`\`

Both say that the ledger is intact, and that it still holds that entry with that hash. What that proves, and what it does not, is in docs/ledger.md;
a head that was published where nobody who writes the ledger can change it proves most.

## Does the ledger say the same?

The same command gives the same bytes, whenever and wherever it is run${hasAuthors ? ', with repositories that hold the same commits' : ''}. In this folder, with
your own place of the state${hasAuthors ? ' and of the repository' : ''}:

\`\`\`sh
${commandOf(proving)}
diff -r . ../again
\`\`\`
${hasAuthors ? '' : '\nAuthors of commits are not in this pack: no repository was named when it was made.\n'}`
}

function commandOf({ since, until, organization, drawing, hasAuthors, hasKeys, isRedacted }: Proving): string {
  const { seed, most, kind } = drawing
  return [
    'charter access evidence --state state --out ../again',
    `--since ${since} --until ${until}`,
    ...(organization === undefined ? [] : [`--organization ${organization}`]),
    `--seed ${quoted(seed)} -n ${most} --kind ${kind}`,
    ...(hasAuthors ? ['--repository repository'] : []),
    ...(hasKeys ? ['--keys keys'] : []),
    ...(isRedacted ? ['--redact pii'] : []),
  ].join(' \\\n  ')
}

/** A word for a shell. */
function quoted(word: string): string {
  return /^[\w.:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
