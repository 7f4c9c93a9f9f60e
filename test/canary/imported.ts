import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeFiles } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'
import type { Value } from './planted.ts'
import { filesBelow } from './surfaces.ts'

/** Runs every import on files of other systems with secrets in them, as values and as names; gives what was said and written. */
export async function importAll(folder: string, value: Value): Promise<readonly string[]> {
  writeFiles(folder, filesOf(value))
  const from = (path: string): string => join(folder, 'foreign', path)
  const credentials = ['--credentials', from('credentials.yaml')]
  const commands = [
    ['gooddata', from('layout.json'), ...credentials],
    ['gooddata', from('cut.json')],
    ['gooddata', from('sdk'), ...credentials],
    ['peribolos', from('peribolos')],
    ['locktera-csv', from('people.csv')],
    ['locktera-csv', from('columns.csv')],
  ]
  const texts: string[] = []
  for (const [index, words] of commands.flatMap((one) => [one, [...one, '-o', 'json']]).entries()) {
    const out = join(folder, `imported-${index}`)
    const { code, out: said, err } = await ran(['import', ...words, '--out', out])
    texts.push(`$ import ${words[0]} (${code})\n${said}${err}\n`)
    if (existsSync(out)) for (const [name, bytes] of filesBelow(out)) texts.push(`${name}\n${bytes.toString()}\n`)
  }
  return texts
}

function filesOf(value: Value): Readonly<Record<string, string>> {
  const [secret, name] = [value('imported value'), value('imported name')]
  const source = {
    id: 'db',
    name: 'Db',
    type: 'POSTGRESQL',
    schema: 's',
    url: `jdbc:x://u:${secret}@h/d`,
    password: secret,
  }
  const layout = {
    organization: {
      id: 'acme',
      name: 'Acme',
      settings: [{ id: 's', content: { apiKey: secret, [name]: 1 } }],
      [name]: 1,
    },
    dataSources: [{ ...source, parameters: [{ name: 'token', value: secret }], [name]: 'x' }],
    users: [
      { id: 'ada', email: secret, firstname: [secret], [name]: 1, userGroups: [{ id: name, type: 'userGroup' }] },
    ],
    [name]: [{ token: secret }],
  }
  const text = JSON.stringify(layout, null, 1)
  return {
    'foreign/layout.json': text,
    'foreign/cut.json': text.slice(0, -40),
    'foreign/credentials.yaml': `dataSources:\n  db: {passwordRef: ${value('imported credential')}}\n  ${name}: {tokenRef: {env: X}}\n${name}: {}\n`,
    'foreign/sdk/acme/users/users.yaml': JSON.stringify([...layout.users, { id: 'eve', [name]: 1, password: secret }]),
    'foreign/sdk/acme/data_sources/db/db.yaml': JSON.stringify(layout.dataSources[0]),
    'foreign/sdk/acme/user_groups/user_groups.yaml': `- id: "${secret}\n`,
    'foreign/sdk/acme/workspaces/w/ldm/x.yaml': `token: ${secret}\n${name}: {password: ${secret}}\n`,
    'foreign/peribolos/acme/org.yaml': [
      'name: Acme',
      'admins: [ada]',
      `members: [${value('imported member')}]`,
      `description: ${secret}`,
      `${name}: ghp_${secret}`,
      `teams: {docs: {description: ghp_${secret}, ${name}: 1, repos: {site: ${secret}}}, ${name}: {password: ${secret}}}`,
      `repos: {site: {homepage: "https://u:${secret}@h.example", ${name}: ${secret}}}`,
      '',
    ].join('\n'),
    'foreign/people.csv': `id,name,email,org_id,role\norg-1,ghp_${value('imported cell')},a@b.example,,org\nu,Ada,${value('imported cell')},org-1,${value('imported cell')}\n`,
    'foreign/columns.csv': `id,name,email,org_id,role,${value('imported column')}\norg-1,Acme,a@b.example,${value('imported cell')},org,x\n`,
  }
}
