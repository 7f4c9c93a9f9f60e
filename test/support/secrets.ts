import { createFolder } from './folder.ts'

/** An environment in which every secret that `examples/complete` names can be had, below a new folder. */
export function secretsOfComplete(): { readonly environment: Record<string, string> } {
  const folder = createFolder({
    'globex/bootstrap-token': 'made-for-a-test-1\n',
    'globex/warehouse-password': 'made-for-a-test-2\n',
    'globex/oidc-client-secret': 'made-for-a-test-3\n',
  })
  return { environment: { CHARTER_SECRETS_DIRECTORY: folder, GLOBEX_SMTP_PASSWORD: 'made-for-a-test-4' } }
}
