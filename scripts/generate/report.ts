import { dump } from 'js-yaml'
import { API_VERSION, type JsonObject } from '../../src/model/resource.ts'
import { loadReport } from '../../src/schemas/load.ts'
import { columnsOf } from './crds.ts'
import { NOTICE, type Output } from './output.ts'
import { structural } from './structural.ts'

const [GROUP = '', VERSION = ''] = API_VERSION.split('/')
const KIND = 'ReconcileReport'

/** The CustomResourceDefinition of what Charter says of its sources: nobody declares it, so it has a status and nothing else. */
export function reportCrd(): Output {
  const file = loadReport()
  const plural = file['x-plural'].toLowerCase()
  const names = {
    kind: KIND,
    listKind: `${KIND}List`,
    plural,
    singular: file['x-singular'].toLowerCase(),
    shortNames: file['x-short-names'],
    categories: ['charter'],
  }
  const version = {
    name: VERSION,
    served: true,
    storage: true,
    subresources: { status: {} },
    additionalPrinterColumns: columnsOf(file['x-columns']),
    schema: { openAPIV3Schema: documentOf(file.description, file.status) },
  }
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` },
    spec: { group: GROUP, names, scope: 'Cluster', versions: [version] },
  }
  return {
    path: `crds/${GROUP}_${plural}.yaml`,
    text: `# ${NOTICE}\n${dump(definition, { lineWidth: -1, noRefs: true })}`,
  }
}

function documentOf(description: string, status: JsonObject): JsonObject {
  const word = (text: string): JsonObject => ({ description: text, type: 'string' })
  return {
    description,
    type: 'object',
    properties: {
      apiVersion: word('Group and version of the vocabulary.'),
      kind: word('Which kind of resource it is.'),
      metadata: { type: 'object' },
      status: structural(status),
    },
  }
}
