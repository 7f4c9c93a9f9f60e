import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addressOf, type ServerOptions } from '../../../src/cli/remote/address.ts'
import { ConfigError } from '../../../src/model/errors.ts'
import { createFolder } from '../../support/folder.ts'
import { ran } from '../../support/terminal.ts'

type Options = ServerOptions & { readonly state?: string }

function refused(options: Options, environment: Record<string, string> = {}): string {
  try {
    addressOf(options, environment)
    return 'nothing'
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return `${error.message} (${error.help})`
  }
}

const baseOf = (server: string, more: ServerOptions = {}): string | undefined =>
  addressOf({ server, ...more }, {})?.base

test('a server is asked over https, and over http on this machine alone', () => {
  assert.is(baseOf('https://charter.example'), 'https://charter.example')
  assert.is(baseOf('https://charter.example:8443/below/this/'), 'https://charter.example:8443/below/this')
  for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', '[::1]']) {
    assert.is(baseOf(`http://${host}:8080/`), `http://${host}:8080`)
  }
  const open = '--server is http: anybody on the way could read the token and the answers'
  for (const host of ['charter.example', '10.0.0.1', '127.0.0.1.example', 'localhost.example']) {
    assert.is(refused({ server: `http://${host}` }).split(' (')[0], open)
  }
  assert.is(baseOf('http://charter.example', { insecureHttp: true }), 'http://charter.example')
})

test('what is no address of a server is refused, and a password in it is never shown', () => {
  for (const server of ['charter.example', 'ftp://charter.example', 'file:///etc', '']) {
    assert.match(
      refused({ server }),
      '--server takes an address that begins with https://, or with http:// to this machine',
    )
  }
  for (const server of ['https://ada:geheim@charter.example', 'https://geheim@charter.example']) {
    const text = refused({ server })
    assert.match(text, 'holds a user or password')
    assert.not.match(text, 'geheim')
  }
  assert.match(refused({ server: 'https://charter.example/?a=b' }), 'takes an address without ? and #')
  assert.match(refused({}, { CHARTER_SERVER: 'nonsense' }), 'CHARTER_SERVER takes an address')
})

test('a token is read from a file or the environment, never from the command line', async () => {
  const folder = createFolder({ token: '  charter_abc \n', empty: '\n', two: 'one two\n', large: 'x'.repeat(20_000) })
  const server = 'https://charter.example'
  const environment = { CHARTER_TOKEN: 'from-environment' }
  const tokenIn = (file: string) => addressOf({ server, tokenFile: `${folder}/${file}` }, environment)?.token
  assert.is(tokenIn('token'), 'charter_abc')
  assert.is(addressOf({ server }, environment)?.token, 'from-environment')
  assert.is(addressOf({ server }, { CHARTER_TOKEN: '' })?.token, undefined)
  for (const file of ['empty', 'two']) {
    assert.match(refused({ server, tokenFile: `${folder}/${file}` }), 'holds no token')
  }
  assert.not.match(refused({ server, tokenFile: `${folder}/two` }), 'one two')
  assert.match(refused({ server, tokenFile: `${folder}/missing` }), 'cannot be read')
  assert.match(refused({ server, tokenFile: folder }), 'cannot be read')
  assert.match(refused({ server, tokenFile: `${folder}/large` }), 'is too large for a token')
  assert.match((await ran(['get', 'users', '--server', server, '--token', 'x'])).err, "unknown option '--token'")
})

test('a state folder and a server are not named together, and one of them is', async () => {
  assert.match(
    refused({ state: 'state', server: 'https://charter.example' }),
    '--state and --server do not go together',
  )
  assert.match(refused({ state: 'state', tokenFile: 'token' }), '--state and --token-file do not go together')
  assert.is(addressOf({ state: 'state' }, { CHARTER_SERVER: 'https://charter.example' }), undefined)
  for (const words of [['get', 'users'], ['status'], ['access', 'who-can', 'MANAGE', '--organization', 'acme']]) {
    const { code, err } = await ran(words)
    assert.is(code, 2)
    assert.match(err, 'name what to read: --state or --server, one of them')
  }
})

test('a server that is named to a command that asks none leads to those that do', async () => {
  const hint = /\(commands that ask a server: plan, diff, get, .*access who-can.* and usage; others read a state folder/
  for (const words of [
    ['history', '--server', 'https://charter.example'],
    ['access', 'report', '--server=x'],
  ]) {
    const { code, err } = await ran(words)
    assert.is(code, 2)
    assert.match(err, hint)
  }
  for (const words of [['history'], ['get', 'users', '--server', 'x', '--nope'], ['frob', '--server', 'x']]) {
    assert.not.match((await ran(words)).err, 'commands that ask')
  }
})

test.run()
