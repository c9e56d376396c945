import type { ListView } from '../rules/list'

export const keys = {
  all: (tenantId: string) => ['inbox', tenantId] as const,
  lists: (tenantId: string) => ['inbox', tenantId, 'list'] as const,
  list: (tenantId: string, view: ListView) => ['inbox', tenantId, 'list', view] as const,
  counts: (tenantId: string) => ['inbox', tenantId, 'counts'] as const,
  conversation: (tenantId: string, id: string) => ['inbox', tenantId, 'conversation', id] as const,
  timeline: (tenantId: string, id: string) => ['inbox', tenantId, 'timeline', id] as const,
  merges: (tenantId: string, contactId: string) => ['inbox', tenantId, 'merges', contactId] as const,
  people: (tenantId: string) => ['inbox', tenantId, 'people'] as const,
  templates: (tenantId: string, channelId: string) => ['inbox', tenantId, 'templates', channelId] as const,
}
