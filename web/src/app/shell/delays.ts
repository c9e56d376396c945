/** Whether this business's messages are late, and what to say of it. */
import { queryOptions } from '@tanstack/react-query'
import type { Delays } from '@/client/types'
import { request, tenantPath } from '@/lib/http'

/** Asked every half minute while somebody looks; a tab in the background asks nothing, and again when it is looked at. */
export const delaysQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['delays', tenantId] as const,
    queryFn: ({ signal }) => request<Delays>(tenantPath(tenantId, 'delays'), { signal }),
    refetchInterval: 30_000,
    refetchOnWindowFocus: true,
    staleTime: 0,
  })

export type Told = { key: 'stopped' } | { key: 'incoming' | 'outgoing' | 'both' | 'answers'; seconds: number }

/** The one thing to say: what matters most to customers, and since when; nothing when all is as it should be. */
export function toldOf({ is_working, late }: Delays): Told | null {
  if (!is_working) return { key: 'stopped' }
  const of = (what: Delays['late'][number]['what']) => late.find((one) => one.what === what)?.seconds
  const [incoming, outgoing, answers] = [of('incoming'), of('outgoing'), of('answers')]
  if (incoming !== undefined && outgoing !== undefined) return { key: 'both', seconds: Math.max(incoming, outgoing) }
  if (outgoing !== undefined) return { key: 'outgoing', seconds: outgoing }
  if (incoming !== undefined) return { key: 'incoming', seconds: incoming }
  return answers === undefined ? null : { key: 'answers', seconds: answers }
}
