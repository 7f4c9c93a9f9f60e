import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { translate } from '../../src/git/failure.ts'

test('what git and curl say is told apart', () => {
  const url = 'https://ada:hunter2@git.acme.example/people.git'
  const codes = {
    'Error: spawn git ENOENT\n    at ChildProcess': 'GitMissing',
    "error: unknown option `end-of-options'\nusage: git cat-file": 'GitTooOld',
    [`fatal: unable to access '${url}/': Could not resolve host: git.acme.example`]: 'SourceUnavailable',
    'ssh: Could not resolve hostname git.acme.example: Name or service not known\nfatal: Could not read from remote repository.':
      'SourceUnavailable',
    [`fatal: unable to access '${url}/': Failed to connect to git.acme.example port 443 after 2 ms: Couldn't connect to server`]:
      'SourceUnavailable',
    'ssh: connect to host 127.0.0.1 port 1: Connection refused\nfatal: Could not read from remote repository.':
      'SourceUnavailable',
    'error: RPC failed; curl 18 transfer closed with 63 bytes remaining to read\nfatal: early EOF': 'SourceUnavailable',
    [`fatal: unable to access '${url}/': The requested URL returned error: 502`]: 'SourceUnavailable',
    [`fatal: unable to access '${url}/': The requested URL returned error: 403`]: 'AccessForbidden',
    [`fatal: could not read Username for '${url}': terminal prompts disabled`]: 'AuthenticationFailed',
    [`remote: Invalid username or password.\nfatal: Authentication failed for '${url}/'`]: 'AuthenticationFailed',
    'git@git.acme.example: Permission denied (publickey).\nfatal: Could not read from remote repository.':
      'AuthenticationFailed',
    'Host key verification failed.\nfatal: Could not read from remote repository.': 'AuthenticationFailed',
    [`fatal: unable to access '${url}/': SSL certificate problem: self-signed certificate`]: 'SourceUnavailable',
    [`fatal: unable to access '${url}/': server certificate verification failed. CAfile: none`]: 'SourceUnavailable',
    [`fatal: unable to access '${url}/': gnutls_handshake() failed: TLS`]: 'SourceUnavailable',
    [`remote: Repository not found.\nfatal: repository '${url}/' not found`]: 'RepositoryNotFound',
    "fatal: '/srv/people.git' does not appear to be a git repository\nfatal: Could not read from remote repository.":
      'RepositoryNotFound',
    "fatal: couldn't find remote ref refs/heads/main": 'RevisionNotFound',
    'fatal: remote error: upload-pack: not our ref 1111111111111111111111111111111111111111': 'RevisionNotFound',
    'error: Server does not allow request for unadvertised object 1111': 'RevisionNotFound',
    "fatal: transport 'ext' not allowed": 'TransportRefused',
    [`fatal: unable to access '${url}/': Operation too slow. Less than 1 bytes/sec transferred the last 30 seconds`]:
      'GitTimeout',
    "error: object 8a: hasDotdot: contains '..'\nfatal: fsck error in packed object": 'MalformedObjects',
    'error: inflate: data stream error (incorrect header check)\nfatal: loose object 8a is corrupt':
      'RepositoryDamaged',
    'fatal: Not a valid object name 1111:orgs': 'ObjectMissing',
    'fatal: write error: No space left on device': 'GitFailed',
    "fatal: unable to access 'https://git.acme.example/TLS-team/permission denied.git/': The requested URL returned error: 404":
      'RepositoryNotFound',
    'fatal: something that nobody has seen': 'GitFailed',
  }
  for (const [complaint, code] of Object.entries(codes)) {
    const error = translate(complaint, 'people', 'fetch')
    assert.is(error.code, code, complaint)
    assert.ok(error.message.startsWith('cannot fetch people: '), error.message)
    assert.not.match(`${error.message} ${error.help} ${error.stack}`, /hunter2/)
  }
})

test.run()
