import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BEFORE_SHAPE, SHAPES, SHORTEST_SHAPE } from '../../src/lib/shapes.ts'
import { secretShapeOf } from '../../src/lib/tokens.ts'

// Put together here, so that no text of this file is itself found by those who look for tokens.
const letters = (count: number): string => 'Zq7kP2mX'.repeat(20).slice(0, count)
const hex = (count: number): string => '3fa9c01b'.repeat(20).slice(0, count)
const capitals = (count: number): string => 'ZQ7KP2MX'.repeat(20).slice(0, count)

/** One secret of each form, by what it is. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  'a Charter token': [`charter_${letters(43)}`],
  'a GitHub token': [`ghp_${letters(36)}`, `ghs_${letters(36)}`, `github_pat_${letters(22)}_${letters(59)}`],
  'a GitLab token': [`glpat-${letters(20)}`, `glrt-${letters(20)}`, `gloas-${letters(64)}`, `GR1348941${letters(20)}`],
  'an Atlassian token': [`ATATT3${letters(180)}`, `ATBB${letters(32)}`],
  'an npm token': [`npm_${letters(36)}`],
  'a PyPI token': [`pypi-AgE${letters(90)}`],
  'a RubyGems key': [`rubygems_${hex(48)}`],
  'a Docker token': [`dckr_pat_${letters(27)}`, `dckr_oat_${letters(32)}`],
  'an Artifactory key': [`AKCp${letters(69)}`],
  'a Sentry token': [`sntrys_${letters(80)}`],
  'a CircleCI token': [`CCIPAT_${letters(22)}_${hex(40)}`],
  'an AWS access key': [`AKIA${capitals(16)}`, `ASIA${capitals(16)}`],
  'a Google key': [`AIza${letters(35)}`, `ya29.${letters(60)}`, `GOCSPX-${letters(28)}`],
  'an Azure client secret': [`${letters(3)}8Q~${letters(34)}`],
  'an Azure storage key': [`${letters(76)}+ASt${letters(6)}==`],
  'an Alibaba Cloud key': [`LTAI${letters(20)}`],
  'a DigitalOcean token': [`dop_v1_${hex(64)}`],
  'a Heroku key': [`HRKU-AA${letters(58)}`],
  'a Netlify token': [`nfp_${letters(36)}`],
  'a Terraform token': [`${letters(14)}.atlasv1.${letters(67)}`],
  'a Pulumi token': [`pul-${hex(40)}`],
  'a Vault token': [`hvs.${letters(90)}`],
  'a Doppler token': [`dp.pt.${letters(43)}`],
  'a 1Password token': [`ops_eyJ${letters(100)}`],
  'a Databricks token': [`dapi${hex(32)}`],
  'a PlanetScale token': [`pscale_tkn_${letters(43)}`],
  'a Supabase key': [`sbp_${hex(40)}`, `sb_secret_${letters(31)}`],
  'an Airtable token': [`pat${letters(14)}.${hex(64)}`],
  'a Slack token': [`xoxb-${letters(40)}`, `xapp-1-${letters(40)}`, `xoxe.xoxp-1-${letters(40)}`],
  'a Slack webhook': [`https://hooks.slack.com/services/T${capitals(8)}/B${capitals(8)}/${letters(24)}`],
  'a Discord webhook': [`https://discord.com/api/webhooks/123456789012345678/${letters(68)}`],
  'a Teams webhook': [`https://acme.webhook.office.com/webhookb2/${hex(36)}@${hex(36)}`],
  'a Telegram token': [`123456789:AA${letters(33)}`],
  'a SendGrid key': [`SG.${letters(22)}.${letters(43)}`],
  'a Mailgun key': [`key-${hex(32)}`],
  'a Mailchimp key': [`${hex(32)}-us12`],
  'a Twilio key': [`SK${hex(32)}`],
  'a Stripe key': [`sk_live_${letters(24)}`, `rk_test_${letters(24)}`, `whsec_${letters(32)}`],
  'a Square token': [`sq0atp-${letters(22)}`],
  'a Shopify token': [`shpat_${hex(32)}`],
  'a Grafana token': [`glsa_${letters(32)}_${hex(8)}`, `glc_${letters(60)}`],
  'a New Relic key': [`NRAK-${capitals(27)}`],
  'a Dynatrace token': [`dt0c01.${capitals(24)}.${capitals(64)}`],
  'a Linear key': [`lin_api_${letters(40)}`],
  'a Notion token': [`ntn_${letters(46)}`],
  'a Postman key': [`PMAK-${hex(24)}-${hex(34)}`],
  'an API key': [`sk-ant-api03-${letters(93)}`, `sk-proj-${letters(60)}`, `sk-${letters(48)}`],
  'a Hugging Face token': [`hf_${'ZqxkPmTa'.repeat(5).slice(0, 34)}`],
  'a Groq key': [`gsk_${letters(52)}`],
  'a private key': [`-----BEGIN ${'RSA '}PRIVATE KEY-----`, `-----BEGIN ${'PGP '}PRIVATE KEY BLOCK-----`],
  'an age key': [`AGE-SECRET-KEY-1${capitals(58)}`],
  'a JSON web token': [`eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}`],
  'an Authorization header': [`Authorization: Bearer ${letters(40)}`, `Basic ${letters(30)}==`],
  'a signed URL': [
    `https://b.s3.example/a?X-Amz-Signature=${hex(64)}`,
    `https://a.blob.example/x?sv=2026&sig=${letters(43)}%3D`,
  ],
  'a password hash': [
    `$2b$12$${letters(53)}`,
    `$argon2id$v=19$m=65536,t=3,p=4$${letters(40)}`,
    `$6$salt$${letters(86)}`,
  ],
}

test('a sample of every form is told as what it is, alone and inside a sentence', () => {
  assert.equal(
    Object.keys(SAMPLES),
    SHAPES.map(([what]) => what),
  )
  for (const [what, samples] of Object.entries(SAMPLES)) {
    for (const sample of samples) {
      assert.is(secretShapeOf(sample), what, what)
      assert.is(secretShapeOf(`call it with "${sample}", as before`), what, `${what} in a sentence`)
    }
  }
})

test('no form is shorter than the shortest, and none is part of a longer word', () => {
  for (const [what, samples] of Object.entries(SAMPLES)) {
    const [, shape] = SHAPES.find(([one]) => one === what) ?? []
    const alone = new RegExp(`${BEFORE_SHAPE}(?:${shape})`)
    for (const sample of samples) {
      const found = alone.exec(sample)?.[0] ?? ''
      assert.ok(found.length >= SHORTEST_SHAPE, what)
      if (/^[A-Za-z0-9]/.test(found)) assert.is.not(alone.exec(`x${found}`)?.index, 1, `x${what}`)
    }
  }
})

test('what only begins alike passes', () => {
  for (const text of [
    'charter_usage_source_last_success_timestamp_seconds',
    'disk_live_migrations_and_more_of_them',
    'task-force-for-everything-that-is-left',
    'Basic authentication is switched off for everybody',
    'the bearer of this letter is called Ada Lovelace',
    'npm_config_loglevel',
    'pattern.of.names',
    'sk-learn is a library',
    'dapi is how they call it',
    '-----BEGIN PUBLIC KEY-----',
    'key-value stores of every kind',
    '$2 a month, $12 a year',
  ])
    assert.is(secretShapeOf(text), undefined, text)
})

test.run()
