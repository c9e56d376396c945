import { createFileRoute, notFound } from '@tanstack/react-router'
import { Suspense, lazy, useCallback, useMemo } from 'react'
import type { Beside } from '@/features/inbox/components/contact-panel'
import { Inbox } from '@/features/inbox/components/inbox'
import { type CaseState, type Filter, caseStates, filters } from '@/features/inbox/rules/list'
import { loadCatalogue } from '@/i18n'
import { readPreference, writePreference } from '@/lib/preferences'
import { canSee, useSession } from '@/lib/session'

export type InboxSearch = { filter?: Filter; status?: CaseState; q?: string; panel?: boolean }

// the agenda comes when a panel first shows it
const OfCustomer = lazy(async () => {
  const [{ OfCustomer: found }] = await Promise.all([import('@/features/bookings/components/of-customer'), loadCatalogue('bookings')])
  return { default: found }
})

const beside: Beside = ({ contact, name, conversationId }) => (
  <Suspense>
    <OfCustomer contact={{ id: contact.id, name, conversationId }} />
  </Suspense>
)

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined => values.find((entry) => entry === value)

/** The inbox: what is listed, searched and open lives in the URL. */
export const Route = createFileRoute('/t/$slug/inbox/{-$conversationId}')({
  validateSearch: (raw: Record<string, unknown>): InboxSearch => {
    const filter = oneOf(filters, raw.filter)
    const status = oneOf(caseStates, raw.status)
    return {
      ...(filter && filter !== 'all' && { filter }),
      ...(status && status !== 'open' && { status }),
      ...(raw.q !== undefined && raw.q !== '' && { q: String(raw.q) }),
      ...(typeof raw.panel === 'boolean' && { panel: raw.panel }),
    }
  },
  beforeLoad: ({ context }) => {
    if (!canSee(context.tenant, 'inbox')) throw notFound()
  },
  component: InboxPage,
})

function InboxPage() {
  const { conversationId } = Route.useParams()
  const search = Route.useSearch()
  const { tenant } = useSession()
  const navigate = Route.useNavigate()
  const view = useMemo(() => ({ filter: search.filter ?? 'all', status: search.status ?? 'open', q: search.q ?? '' }), [search.filter, search.status, search.q])

  const onView = useCallback(
    (change: Partial<typeof view>) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true, params: (now) => now }),
    [navigate],
  )
  const onOpen = useCallback(
    (id: string | undefined) =>
      void navigate({ params: (now) => ({ ...now, conversationId: id }), search: (now) => ({ ...now, panel: undefined }), replace: conversationId !== undefined && id !== undefined }),
    [navigate, conversationId],
  )
  const onPanel = useCallback(
    (panel: boolean) => {
      writePreference('inbox.panel', panel ? 'open' : 'closed')
      void navigate({ search: (now) => ({ ...now, panel }), params: (now) => now, replace: true })
    },
    [navigate],
  )
  return (
    <Inbox
      view={view}
      onView={onView}
      openId={conversationId}
      onOpen={onOpen}
      panel={search.panel}
      isPanelUsual={readPreference('inbox.panel') !== 'closed'}
      onPanel={onPanel}
      beside={canSee(tenant, 'bookings') ? beside : undefined}
    />
  )
}
