import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder, type Files } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'

const acme: Files = {
  'acme/organization.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  minAdmins: 1
  requiredAdmins: [linus, ada]   # both sign
`,
  'acme/people.yaml': `# yaml-language-server: $schema=../schema.json

# Ada runs the place
apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: acme, name: ada}
spec: {email: ada@acme.example, admin: true}
---
# Linus keeps it running
apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: acme, name: linus}
spec: {email: linus@acme.example, admin: true}
`,
  'acme/groups.yaml': `apiVersion: charter.sh/v1alpha1
kind: UserGroup
metadata: {namespace: acme, name: operators}
spec:
  # by seniority
  members:
    - ada   # since 2001
    - linus # since 2002
  maintainers:
    - linus
`,
  'acme/linus.yaml': `apiVersion: charter.sh/v1alpha1
kind: AccessKey
metadata: {namespace: acme, name: ci}
spec: {type: token, user: linus, secretRef: {env: CI_TOKEN}}
---
apiVersion: charter.sh/v1alpha1
kind: Permission
metadata: {namespace: acme, name: ci-manages}
spec: {permission: BASE_UI_ACCESS, assignee: {accessKey: ci}}
---
apiVersion: charter.sh/v1alpha1
kind: Permission
metadata: {namespace: acme, name: see-linus}
spec: {permission: SEE, assignee: {user: ada}, scope: {user: linus}}
---
apiVersion: charter.sh/v1alpha1
kind: Revocation
metadata: {namespace: acme, name: leaver}
spec: {user: linus, reason: gone}
`,
  'initech.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: initech}
spec:
  displayName: Initech
  users:
    # the boss
    - {name: bill, email: bill@initech.example, admin: true}
    - name: linus # on loan
      email: linus@initech.example

  userGroups:
    - {name: devs, members: [bill, linus]}
  permissions:
    - name: linus-sees
      permission: SEE
      assignee: {user: bill}
      scope: {user: linus}
`,
}

/** Removes a user from files and gives what was printed, and the files as they are then. */
async function removed(files: Files, ...words: readonly string[]) {
  const folder = createFolder(files)
  const result = await ran(['remove', 'user', ...words, folder])
  const now = Object.keys(files).filter((path) => existsSync(join(folder, path)))
  const strip = (text: string): string => text.replaceAll(`${folder}/`, '')
  return {
    folder,
    code: result.code,
    out: strip(result.out),
    err: strip(result.err),
    files: Object.fromEntries(now.map((path) => [path, readFileSync(join(folder, path), 'utf8')])),
  }
}

function edited(path: string, ...pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((text, [from, to]) => text.replace(from, to), String(acme[path]))
}

test('a user goes with everything that names the user, and the rest stays byte by byte', async () => {
  const { folder, code, out, err, files } = await removed(acme, 'linus', '-n', 'acme')
  assert.is(err, '')
  assert.is(code, 0)
  const { 'acme/linus.yaml': _gone, ...others } = acme
  assert.equal(files, {
    ...others,
    'acme/organization.yaml': edited('acme/organization.yaml', ['[linus, ada]', '[ada]']),
    'acme/groups.yaml': edited('acme/groups.yaml', ['    - linus # since 2002\n', ''], [':\n    - linus', ': []']),
    'acme/people.yaml': String(acme['acme/people.yaml']).replace(/---\n# Linus[\s\S]*$/, ''),
  })
  assert.is(
    out,
    `acme/groups.yaml:8  user group operators: taken out of members
acme/groups.yaml:10  user group operators: taken out of maintainers
acme/linus.yaml:1  access key ci: removed
acme/linus.yaml:6  permission ci-manages: removed
acme/linus.yaml:11  permission see-linus: removed
acme/linus.yaml:16  revocation leaver: removed
acme/linus.yaml  deleted: nothing is left in it
acme/organization.yaml:7  organization acme: taken out of requiredAdmins
acme/people.yaml:10  user linus: removed

user linus is out of 4 files. The line numbers are those of before.
`,
  )
  assert.match((await ran(['validate', folder])).out, /no problems/)
})

test('an inline user goes the same way, comments and neighbours stay', async () => {
  const { code, err, files } = await removed(acme, 'linus', '--organization', 'initech')
  assert.is(err, '')
  assert.is(code, 0)
  assert.is(
    files['initech.yaml'],
    edited(
      'initech.yaml',
      ['    - name: linus # on loan\n      email: linus@initech.example\n', ''],
      ['[bill, linus]', '[bill]'],
      [
        'permissions:\n    - name: linus-sees\n      permission: SEE\n      assignee: {user: bill}\n      scope: {user: linus}\n',
        'permissions: []\n',
      ],
    ),
  )
  assert.equal({ ...files, 'initech.yaml': '' }, { ...acme, 'initech.yaml': '' })
})

test('JSON, CR LF and a byte order mark stay as they are', async () => {
  const windows = `\ufeff${String(acme['acme/groups.yaml']).replaceAll('\n', '\r\n')}`
  const user = (name: string) => ({
    apiVersion: 'charter.sh/v1alpha1',
    kind: 'User',
    metadata: { namespace: 'acme', name },
    spec: { email: `${name}@acme.example`, admin: true },
  })
  const json = {
    'acme/organization.yaml': edited('acme/organization.yaml', ['  requiredAdmins: [linus, ada]   # both sign\n', '']),
    'acme/groups.yaml': windows,
    'ada.json': JSON.stringify(user('ada'), null, 2),
    'linus.json': JSON.stringify(user('linus')),
  }
  const { code, files, out } = await removed(json, 'linus')
  assert.is(code, 0)
  assert.is(
    files['acme/groups.yaml'],
    windows.replace('    - linus # since 2002\r\n', '').replace(':\r\n    - linus', ': []'),
  )
  assert.match(out, /linus\.json {2}deleted/)
  const dry = await removed(json, 'linus', '--dry-run')
  assert.match(dry.out, /\n {3}members:\r\n {5}- ada {3}# since 2001\r\n-\s+- linus # since 2002\r\n/)
  assert.equal(dry.files, json)
})

test('--dry-run prints the difference and nothing else', async () => {
  const { code, out, files } = await removed(acme, 'linus', '-n', 'initech', '--dry-run')
  assert.is(code, 0)
  assert.equal(files, acme)
  assert.match(out, /^--- a\S*initech\.yaml\n\+\+\+ b\S*initech\.yaml\n@@ /)
  assert.match(out, /\n- {4}- \{name: devs, members: \[bill, linus\]\}\n/)
  assert.match(out, /\n\+ {4}- \{name: devs, members: \[bill\]\}\n/)
})

test('what the laws say of the result is shown, and is the exit code', async () => {
  const { code, err, files } = await removed(acme, 'bill')
  assert.is(code, 1)
  assert.match(err, /error\[LastAdmin\]/)
  assert.not.match(String(files['initech.yaml']), /bill/)
})

test('a bootstrap user is not removed', async () => {
  const bootstrap = '  bootstrap: {user: ada, userGroup: operators, tokenSecretRef: {env: TOKEN}}\n'
  const files = { ...acme, 'acme/organization.yaml': `${String(acme['acme/organization.yaml'])}${bootstrap}` }
  const refused = await removed(files, 'ada')
  assert.is(refused.code, 1)
  assert.is(
    refused.err,
    'charter: acme/organization.yaml:8: organization acme needs user ada as bootstrap.user; name somebody else there first\nnothing was written\n',
  )
  assert.equal(refused.files, files)
})

test('what cannot be edited safely is named, and nothing is written', async () => {
  const groups = edited(
    'acme/groups.yaml',
    ['members:\n', 'members: &all\n'],
    ['maintainers:\n    - linus', 'maintainers: *all'],
  )
  const files = { ...acme, 'acme/groups.yaml': groups }
  const refused = await removed(files, 'linus', '-n', 'acme')
  assert.is(refused.code, 1)
  assert.match(
    refused.err,
    /^charter: acme\/groups\.yaml:\d+: this is written in a way that cannot be edited safely; edit it by hand/,
  )
  assert.equal(refused.files, files)
})

test('a user that is not there, or stands in several organizations, is refused', async () => {
  const nobody = await removed(acme, 'linux', '-n', 'acme')
  assert.is(nobody.code, 1)
  assert.is(nobody.err, 'charter: nothing here declares a user `linux`, did you mean `linus`?\n')
  const several = await removed(acme, 'linus')
  assert.is(several.code, 2)
  assert.match(several.err, /there is a user `linus` in acme and initech\n {2}name one with --organization/)
  const broken = await removed({ ...acme, 'other.yaml': 'a: [' }, 'ada')
  assert.is(broken.code, 2)
  assert.match(broken.err, /other\.yaml cannot be read, and may name the user/)
})

test.run()
