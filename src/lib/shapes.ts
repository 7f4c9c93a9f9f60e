/**
 * How secrets of well-known systems are written, by what each of them is, in the order in which they are told: published
 * beginnings and lengths, so long that no ordinary word matches. Parts of regular expressions, for texts of any kind; what
 * stands before one is no letter and no digit. None is shorter than `SHORTEST_SHAPE`. A new one is a new line (docs/decisions/0025).
 */
export const SHAPES: readonly (readonly [what: string, shape: string])[] = [
  ['a Charter token', 'charter_(?=[A-Za-z_-]*[0-9])(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])'],
  // Code and packages.
  ['a GitHub token', 'gh[pousr]_[A-Za-z0-9]{10,}|github_pat_[A-Za-z0-9_]{10,}'],
  [
    'a GitLab token',
    'gl(?:pat|ptt|rt|rtr|dt|cbt|soat|ft|ffct|imt|agent|oas)-[A-Za-z0-9_-]{10,}|GR1348941[A-Za-z0-9_-]{20,}',
  ],
  ['an Atlassian token', 'ATATT3[A-Za-z0-9_=-]{20,}|ATCTT3[A-Za-z0-9_=-]{20,}|ATBB[A-Za-z0-9]{24,}'],
  ['an npm token', 'npm_[A-Za-z0-9]{30,}'],
  ['a PyPI token', 'pypi-AgE[A-Za-z0-9_-]{20,}'],
  ['a RubyGems key', 'rubygems_[a-f0-9]{40,}'],
  ['a Docker token', 'dckr_[po]at_[A-Za-z0-9_-]{20,}'],
  ['an Artifactory key', 'AKCp[A-Za-z0-9]{60,}'],
  ['a Sentry token', 'sntry[su]_[A-Za-z0-9_+/=-]{20,}'],
  ['a CircleCI token', 'CCIPAT_[A-Za-z0-9_]{20,}'],
  // Clouds.
  ['an AWS access key', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])'],
  ['a Google key', 'AIza[A-Za-z0-9_-]{30,}|ya29\\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}'],
  ['an Azure client secret', '[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}'],
  ['an Azure storage key', '[A-Za-z0-9+/]{76}\\+ASt[A-Za-z0-9+/]{6}=='],
  ['an Alibaba Cloud key', 'LTAI[A-Za-z0-9]{20}(?![A-Za-z0-9])'],
  ['a DigitalOcean token', 'do[oprt]_v1_[a-f0-9]{20,}'],
  ['a Heroku key', 'HRKU-AA[A-Za-z0-9_-]{20,}'],
  ['a Netlify token', 'nf[pc]_[A-Za-z0-9]{30,}'],
  ['a Terraform token', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{40,}'],
  ['a Pulumi token', 'pul-[a-f0-9]{40}'],
  ['a Vault token', 'hv[bsr]\\.[A-Za-z0-9_-]{20,}'],
  ['a Doppler token', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{20,}'],
  ['a 1Password token', 'ops_eyJ[A-Za-z0-9_+/=-]{20,}'],
  // Data.
  ['a Databricks token', 'dapi[a-f0-9]{32}'],
  ['a PlanetScale token', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{20,}'],
  ['a Supabase key', 'sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,}'],
  ['an Airtable token', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}'],
  // Messages and payments.
  ['a Slack token', 'xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|xoxe\\.xox[bp]-[A-Za-z0-9-]{10,}'],
  ['a Slack webhook', 'hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9_]+/[A-Za-z0-9_]+/[A-Za-z0-9_]+'],
  ['a Discord webhook', 'discord(?:app)?\\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]{20,}'],
  ['a Teams webhook', '[a-z0-9-]+\\.webhook\\.office\\.com/webhookb2/[A-Za-z0-9@/-]{20,}'],
  ['a Telegram token', '[0-9]{8,10}:AA[A-Za-z0-9_-]{33}'],
  ['a SendGrid key', 'SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}'],
  ['a Mailgun key', 'key-[a-f0-9]{32}(?![A-Za-z0-9])'],
  ['a Mailchimp key', '[a-f0-9]{32}-us[0-9]{1,2}(?![A-Za-z0-9])'],
  ['a Twilio key', 'SK[a-f0-9]{32}(?![A-Za-z0-9])'],
  ['a Stripe key', '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{24,}'],
  ['a Square token', 'sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}'],
  ['a Shopify token', 'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,}'],
  // Watching and working.
  ['a Grafana token', 'gl(?:c|sa)_[A-Za-z0-9_+/=]{20,}'],
  ['a New Relic key', 'NRAK-[A-Z0-9]{27}'],
  ['a Dynatrace token', 'dt0[a-z][0-9]{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}'],
  ['a Linear key', 'lin_(?:api|oauth)_[A-Za-z0-9]{30,}'],
  ['a Notion token', 'ntn_[A-Za-z0-9]{40,}'],
  ['a Postman key', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'],
  // Models.
  ['an API key', 'sk-ant-[A-Za-z0-9_-]{10,}|sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{10,}|sk-[A-Za-z0-9]{32,}'],
  ['a Hugging Face token', 'hf_[A-Za-z]{34}(?![A-Za-z0-9])'],
  ['a Groq key', 'gsk_[A-Za-z0-9]{40,}'],
  // What belongs to no one system.
  ['a private key', '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-[0-9]'],
  ['an age key', '[Aa][Gg][Ee]-[Ss][Ee][Cc][Rr][Ee][Tt]-[Kk][Ee][Yy]-1[A-Za-z0-9]{20,}'],
  ['a JSON web token', 'eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}'],
  [
    'an Authorization header',
    '(?:[Aa]uthorization: ?)?(?:[Bb]earer|[Bb]asic) (?=[A-Za-z._~+/-]*[0-9])[A-Za-z0-9._~+/-]{20,}=*',
  ],
  ['a signed URL', '(?:X-Amz-Signature|X-Goog-Signature)=[A-Fa-f0-9]{64,}|(?<=[?&])sig=[A-Za-z0-9%+/]{43,}'],
  [
    'a password hash',
    '\\$2[abxy]\\$[0-9]{2}\\$[A-Za-z0-9./]{53}|\\$argon2(?:id|i|d)\\$v=[0-9]{2}|\\$[56]\\$(?:rounds=[0-9]+\\$)?[A-Za-z0-9./]{1,16}\\$[A-Za-z0-9./]{43,}',
  ],
]

/** No text that is shorter holds one of the shapes. */
export const SHORTEST_SHAPE = 14

/** Stands before a shape: it is no part of a longer word, as in `disk_…`, which is no `sk_…`. */
export const BEFORE_SHAPE = '(?<![A-Za-z0-9])'
