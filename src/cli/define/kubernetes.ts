import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `kubernetes release-finalizers`: what has to work where no controller runs any more. */
export function defineKubernetesCommands(program: Command, terminal: Terminal, handle: Handle): void {
  program
    .command('kubernetes')
    .summary('look after the custom resources of a cluster')
    .description('Looks after the custom resources of a cluster (docs/kubernetes.md).')
    .command('release-finalizers [organizations...]')
    .summary('let Organizations go whose deletion waits, also where no controller runs')
    .description(
      'Takes the finalizer charter.sh/organization from Organizations: from those that are being deleted, or from those that are named. What is stored stays as it is.',
    )
    .option('--kubeconfig <file>', 'kubeconfig (default: KUBECONFIG, the account of the pod, ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig (default: its current one)')
    .option('--all', 'every Organization, before Charter is taken from a cluster; a controller that runs puts it back')
    .option('--dry-run', 'only say which')
    .addHelpText('after', EXAMPLES)
    .action((names, options) =>
      handle(async () => (await import('../kubernetes/release.ts')).releaseFinalizers(names, options, terminal)),
    )
}

const EXAMPLES = `
Exit codes: 0 done, also where there was nothing to do, 1 the cluster cannot be asked, 2 no such organization, 4 it may not be written.

Examples:
  charter kubernetes release-finalizers --dry-run
  charter kubernetes release-finalizers acme --context production
`
