import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { imported, told } from '../../support/peribolos.ts'

const TOKEN = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'

test('a secret is refused where it stands, in any file of an organization, and nothing is written', async () => {
  const result = await imported({
    'acme/org.yaml': `name: Acme\nadmins: [ada]\nmembers:\n- ${TOKEN}\nrepos:\n  site:\n    homepage: https://u:hunter2hunter@h.example\n`,
    'acme/sig/teams.yaml': `teams:\n  docs:\n    description: see ${TOKEN}\n    members: [ada]\n  ${TOKEN}: {}\n`,
    'acme/extra.yaml': `api token: hunter2\ndescription: glpat-abcdefghij0123456789\nbilling_email: a@acme.example\n`,
  })
  assert.equal(result.files, [])
  assert.equal([...told(result)].sort(), [
    'error SecretInline acme/extra.yaml:1 settings.0.value of Organization `acme` is named like a secret and holds a value',
    'error SecretInline acme/extra.yaml:2 description of Organization `acme` holds what looks like a GitLab token',
    'error SecretInline acme/org.yaml:4 a name here looks like a secret',
    'error SecretInline acme/org.yaml:7 settings.0.value of Workspace `site` holds what looks like a URL with a password',
    'error SecretInline acme/sig/teams.yaml:3 description of UserGroup `docs` holds what looks like a GitHub token',
    'error SecretInline acme/sig/teams.yaml:5 a name here looks like a secret',
  ])
  assert.not.match(JSON.stringify(result.problems), /hunter2|glpat-a|abcdefgh/)
})

test('a secret in a field that is left out is refused as well, and no name that looks like one is told', async () => {
  const result = await imported({
    'acme/org.yaml': `admins: [ada]\nteams:\n  docs: {api_token: hunter2, note: see ${TOKEN}, password: "****", ${TOKEN}: 1, repos: {site: ${TOKEN}}}\n`,
  })
  assert.equal([...told(result)].sort(), [
    'error InvalidField acme/org.yaml:3 level `(hidden)` is unknown, it must be one of read, triage, write, maintain, admin or none',
    'error SecretInline acme/org.yaml:3 field `api_token` of team docs holds a secret, which no declaration does',
    'error SecretInline acme/org.yaml:3 field `note` of team docs holds a secret, which no declaration does',
    'warning UnknownField acme/org.yaml:3 field `(hidden)` of team docs is unknown and left out',
    'warning UnknownField acme/org.yaml:3 field `password` of team docs is unknown and left out',
  ])
  assert.not.match(JSON.stringify(result.problems), /hunter2|abcdefgh/)
})

test('what only stands for a secret is no secret', async () => {
  const { problems, files } = await imported({
    'acme/org.yaml': 'admins: [ada]\napi_token: <token>\ndescription: tokens\n',
  })
  assert.equal(problems, [])
  assert.ok(files.length > 0)
})

test.run()
