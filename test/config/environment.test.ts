import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { variables } from '../../src/config/environment.ts'
import { configured, LEAST, mistakes } from '../support/configuration.ts'

test('every scalar outside lists has a variable', () => {
  assert.equal(
    variables().map(({ name }) => name),
    [
      'CHARTER_ADMISSION_CERTIFICATE_FILE',
      'CHARTER_ADMISSION_CLIENT_CA_FILE',
      'CHARTER_ADMISSION_KEY_FILE',
      'CHARTER_ADMISSION_LISTEN',
      'CHARTER_ADMISSION_SELF_GRANT',
      'CHARTER_ADMISSION_USERNAME_PREFIX',
      'CHARTER_AUTHENTICATION_KUBERNETES_AUDIENCE',
      'CHARTER_AUTHENTICATION_KUBERNETES_CACHE_SECONDS',
      'CHARTER_AUTHENTICATION_KUBERNETES_CONTEXT',
      'CHARTER_AUTHENTICATION_KUBERNETES_KUBECONFIG',
      'CHARTER_AUTHENTICATION_OIDC_AUDIENCE',
      'CHARTER_AUTHENTICATION_OIDC_CACHE_SECONDS',
      'CHARTER_AUTHENTICATION_OIDC_CLIENT_ID',
      'CHARTER_AUTHENTICATION_OIDC_EMAIL_CLAIM',
      'CHARTER_AUTHENTICATION_OIDC_ISSUER',
      'CHARTER_AUTHENTICATION_OIDC_MAX_STALE_SECONDS',
      'CHARTER_AUTHENTICATION_OIDC_REQUIRE_VERIFIED_EMAIL',
      'CHARTER_CONVERGE_WITHIN',
      'CHARTER_HOOKS_LISTEN',
      'CHARTER_HTTP_LISTEN',
      'CHARTER_HTTP_RATE_LIMIT_BURST',
      'CHARTER_HTTP_RATE_LIMIT_PER_SECOND',
      'CHARTER_INSTALLATION',
      'CHARTER_LIMITS_FILE_BYTES',
      'CHARTER_LIMITS_REVISION_BYTES',
      'CHARTER_LOG_FORMAT',
      'CHARTER_LOG_LEVEL',
      'CHARTER_SECRETS_DIRECTORY',
      'CHARTER_STATE_INIT',
      'CHARTER_STATE_PATH',
      'CHARTER_USAGE_DIRECTORY',
      'CHARTER_USAGE_SCHEDULE',
    ],
  )
})

test('a variable wins over the file, and makes what is not there', () => {
  const config = configured(`${LEAST}log: {level: warn, format: json}\n`, {
    CHARTER_LOG_LEVEL: 'debug',
    CHARTER_STATE_PATH: '/var/lib/charter',
    CHARTER_STATE_INIT: 'true',
    CHARTER_HOOKS_LISTEN: '[::]:9292',
    CHARTER_LIMITS_FILE_BYTES: '2MiB',
  })
  assert.equal(config.log, { level: 'debug', format: 'json' })
  assert.equal(config.state, { path: '/var/lib/charter', init: true })
  assert.equal(config.hooks, { host: '::', port: 9292 })
  assert.is(config.limits.fileBytes, 2_097_152)
})

test('a variable that is empty counts as not set', () => {
  assert.is(configured(LEAST, { CHARTER_LOG_LEVEL: '' }).log.level, 'info')
})

test('a mistake in a variable is told at the variable', () => {
  assert.equal(
    mistakes(LEAST, { CHARTER_LOG_LEVEL: 'warning', CHARTER_STATE_INIT: 'yes', CHARTER_HTTP_LISTEN: 'x:70000' }),
    [
      'CHARTER_HTTP_LISTEN InvalidField the port must be at most 65535',
      'CHARTER_LOG_LEVEL InvalidField `level` must be one of `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
      'CHARTER_STATE_INIT InvalidField `init` must be true or false, but the text "yes" stands here (write true; YAML 1.2 knows no other words for it)',
    ].sort((left, right) => mistakeOrder(left) - mistakeOrder(right)),
  )
})

/** The order of the fields in the schema's document: those that the file holds stand first. */
function mistakeOrder(text: string): number {
  return ['CHARTER_STATE_INIT', 'CHARTER_HTTP_LISTEN', 'CHARTER_LOG_LEVEL'].findIndex((name) => text.startsWith(name))
}

test('a misspelt variable is refused, one of somebody else is not', () => {
  assert.equal(mistakes(LEAST, { CHARTER_LOGLEVEL: 'debug' }), [
    'CHARTER_LOGLEVEL UnknownField the variable CHARTER_LOGLEVEL sets nothing (did you mean `CHARTER_LOG_LEVEL`?)',
  ])
  const others = {
    CHARTER_PORT: 'tcp://10.0.0.1:80',
    CHARTER_SERVICE_HOST: '10.0.0.1',
    CHARTER_GIT_TOKEN: 'abc',
    CHARTER_CONFIG: 'x',
  }
  assert.equal(mistakes(LEAST, others), [])
})

test.run()
