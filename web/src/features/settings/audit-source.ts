/** Which audit log is looked at: a business's, or the install's own. The screen is the same. */
import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AuditEntry, AuditStanding, Page } from '@/client/types'
import type { Zone } from '@/lib/dates'
import { request, tenantPath } from '@/lib/http'
import { canChange, useSession, useZone } from '@/lib/session'
import { teamQuery } from './api'
import { installActors, tenantActors } from './rules/audit'

type Query = Record<string, string | number | null>

export type AuditSource = {
  /** Under which its answers are kept. */
  key: readonly string[]
  /** The address of one of its parts, `''` for the entries. */
  at: (part: string, query?: Query) => string
  zone: Zone
  /** Who can be looked for besides whoever stands in the entries. */
  people: readonly { user_id: string; name: string }[]
  /** Kinds of actors that can be looked for. */
  actors: readonly string[]
  /** Whether the person may have the chain read again. */
  mayCheck: boolean
}

/** The audit log of the business that is open. */
export function useTenantAudit(): AuditSource {
  const { tenant } = useSession()
  const team = useQuery(teamQuery(tenant.id))
  return {
    key: ['settings', tenant.id, 'audit'],
    at: (part, query = {}) => tenantPath(tenant.id, `audit${part && `/${part}`}`, query),
    zone: useZone(),
    people: team.data?.items ?? [],
    actors: tenantActors,
    mayCheck: canChange(tenant, 'audit'),
  }
}

/** The install's own audit log, in the reader's time zone. */
export function useInstallAudit(): AuditSource {
  const { i18n } = useTranslation()
  return {
    key: ['install', 'audit'],
    at: (part, query = {}) => {
      const asked = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]))
      return `/api/install/audit${part && `/${part}`}${asked.length > 0 ? `?${new URLSearchParams(asked).toString()}` : ''}`
    },
    zone: { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: i18n.language },
    people: [],
    actors: installActors,
    mayCheck: true,
  }
}

/** The entries of these filters, page by page, newest first. */
export const auditPagesQuery = ({ key, at }: AuditSource, query: Record<string, string>) =>
  infiniteQueryOptions({
    queryKey: [...key, 'entries', query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => request<Page<AuditEntry>>(at('', { ...query, cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
  })

/** Up to where the chain was checked. */
export const auditStandingQuery = ({ key, at }: AuditSource) =>
  queryOptions({ queryKey: [...key, 'chain'], queryFn: ({ signal }) => request<AuditStanding>(at('chain'), { signal }) })

/** The chain is read again from its beginning. */
export function useCheckChain(source: AuditSource) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => request<AuditStanding>(source.at('chain'), { method: 'POST' }),
    onSuccess: (found) => client.setQueryData(auditStandingQuery(source).queryKey, found),
  })
}
