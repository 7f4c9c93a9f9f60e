import { planJsonTexts } from '../../src/plan/render/json.ts'
import { planMarkdown } from '../../src/plan/render/markdown.ts'
import { planText } from '../../src/plan/render/text.ts'
import { reportOf } from '../../src/plan/report.ts'
import { installationWith, textSnapshot } from './installation.ts'

/**
 * `node test/support/widespread.ts USERS` plans and applies, in memory, an organization in which each of so many users gains 200
 * permissions by a group, and prints what the plan and the ledger say of them.
 */
const USERS = Number(process.argv[2])
const GROUPS = 10
const WORKSPACES = 200

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
const user = (index: number): string => `user-${String(index).padStart(5, '0')}`

const text = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  minAdmins: 1
  users:
    - {name: admin, email: admin@acme.example, admin: true}
${range(USERS)
  .map(
    (index) =>
      `    - {name: ${user(index)}, email: ${user(index)}@acme.example, userGroups: [group-${index % GROUPS}]}\n`,
  )
  .join('')}  workspaces:
${range(WORKSPACES)
  .map((index) => `    - {name: space-${index}, type: workspace, displayName: Space}\n`)
  .join('')}  userGroups:
${range(GROUPS)
  .map((index) => `    - {name: group-${index}}\n`)
  .join('')}  permissions:
${range(GROUPS * WORKSPACES)
  .map((index) => {
    const [group, space] = [index % GROUPS, Math.floor(index / GROUPS)]
    return `    - {name: p-${index}, permission: ANALYZE, assignee: {userGroup: group-${group}}, scope: {workspace: space-${space}}}\n`
  })
  .join('')}`

const installation = await installationWith({})
const snapshots = [textSnapshot({ 'acme.yaml': text })]
const report = reportOf(installation.plan(snapshots))
const told = /access: (.*)/.exec(planText(report))?.[1]
let json = 0
for (const piece of planJsonTexts(report)) json += piece.length
const comment = planMarkdown(report).length
await installation.apply(snapshots)
const recorded: number[] = []
for await (const { access } of installation.store.entries()) {
  recorded.push(...(access?.gained ?? []).map(({ users, rights }) => users.length * rights.length))
}
const gained = recorded.reduce((sum, count) => sum + count, 0)
process.stdout.write(JSON.stringify({ told, gained, isWhole: json > gained * 100, isShort: comment < 65_536 }))
