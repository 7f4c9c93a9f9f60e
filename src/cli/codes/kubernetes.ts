import type { FailureCode } from '../../git/failure.ts'
import type { ClusterCode } from '../../kubernetes/failure.ts'
import { type CodeBody, paragraphs } from './body.ts'

/** Codes of clusters that cannot be read, beside those that they share with Git; what was applied from them stays in force. */
export const KUBERNETES_CODES = {
  ClusterTimeout: {
    title: 'an API server did not answer within the time that a request has',
    explanation: paragraphs(`
      An API server that accepts and says nothing is given up after \`timeout\` for each request. Half of a list is never used,
      and everything is listed again later, less often each time.
    `),
    language: 'text',
    wrong: 'cannot list users.charter.sh at the cluster: no answer within 60 s',
    right: ['see why the API server is slow', 'raise `timeout` of the source where its lists are really that large'],
  },
  ClusterUnknown: {
    title: 'a kubeconfig cannot be read',
    explanation: paragraphs(`
      The file is there, and is no kubeconfig, or this user may not read it. What is wrong with it is not told: a kubeconfig
      holds credentials, and nothing of it is ever shown.
    `),
    language: 'text',
    wrong: 'the kubeconfig /etc/charter/kubeconfig cannot be read',
    right: [
      'try `kubectl --kubeconfig <file> get organizations` as the same user',
      'write the file anew, for example with `kubectl config view --raw --minify`',
    ],
  },
  DefinitionMissing: {
    title: 'a cluster does not know a kind, or is just forgetting it',
    explanation: paragraphs(`
      With the definition of a kind all its objects go, one after another. That is no declaration that they should be removed:
      while a definition is missing, is being removed or does not serve this version, the whole source keeps what it declared
      last. Where it was made again while the program ran, what its objects declared stays until they are back, or the program
      is started anew.
    `),
    language: 'text',
    wrong: 'the definition users.charter.sh is not installed',
    right: ['kubectl apply -f crds/', 'then apply the objects again'],
  },
  ListIncomplete: {
    title: 'a list of a cluster cannot be all there is',
    explanation: paragraphs(`
      All kinds are listed as they were at one moment, page by page. A page that is missing, pages of different versions, an
      object without a name, or lists that are outdated before they end (five times) are no list: nothing of it is used, and
      nothing is removed. Everything is listed again later.
    `),
    language: 'text',
    wrong: 'cannot list users.charter.sh at 10.0.0.1:443: the list ends although 37 more objects remain',
    right: ['nothing is to be done, unless it stays: then look at the API server, or at what stands before it'],
  },
  StaleRead: {
    title: 'an API server answered with something older than before',
    explanation: paragraphs(`
      What was seen of a cluster is never taken back for something older: another API server may be behind. Where a whole list
      is older than the one before, it is asked again later; an object of an older generation counts as it was.
    `),
    language: 'text',
    wrong: 'the API server answered with a state older than the one before',
    right: [
      'nothing is to be done, unless it stays: then one API server is behind the others',
      'where etcd was restored from a backup, start charter anew',
    ],
  },
} as const satisfies Record<Exclude<ClusterCode, FailureCode>, CodeBody>
