/** Facts of the inbox -> fresh conversations on screen. Only what changed is read again; after a reset, everything. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '@/lib/http'
import type { Fact } from '@/lib/live'
import { useLive, useLiveState } from '@/lib/live-provider'
import { useSession } from '@/lib/session'
import { refreshConversation } from './api/conversations'
import { keys } from './api/keys'
import { retryTransient } from './api/outbox'
import { type Changed, refreshTimeline } from './api/timeline'

const gather = 120

/** Keeps lists, counts and the open conversation live; returns the last inbound fact of another conversation, for announcing. */
export function useInboxLive(openId: string | undefined): { arrivedIn: string; at: number } | null {
  const { me, tenant } = useSession()
  const client = useQueryClient()
  const [arrived, setArrived] = useState<{ arrivedIn: string; at: number } | null>(null)
  const changed = useRef(new Map<string, Map<string, Changed>>())
  const hasMoved = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const open = useRef(openId)
  useEffect(() => {
    open.current = openId
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  const work = async () => {
    timer.current = undefined
    const batch = [...changed.current]
    changed.current.clear()
    if (hasMoved.current) void client.invalidateQueries({ queryKey: keys.counts(tenant.id) })
    hasMoved.current = false
    await Promise.all(
      batch.map(async ([id, messages]) => {
        try {
          await refreshConversation(client, tenant.id, me.user.id, id)
        } catch (error) {
          if (!(error instanceof ApiError && error.status === 404)) throw error
          client.removeQueries({ queryKey: keys.conversation(tenant.id, id) })
        }
        if (id === open.current) await refreshTimeline(client, tenant.id, id, [...messages.values()])
        else void client.invalidateQueries({ queryKey: keys.timeline(tenant.id, id), refetchType: 'none' })
      }),
    ).catch(() => client.invalidateQueries({ queryKey: keys.all(tenant.id) }))
  }

  const onFact = (fact: Fact) => {
    if (/^contacts\..*(merge|renamed|changed)|^inbox\.timeline/.test(fact.name)) return void client.invalidateQueries({ queryKey: keys.all(tenant.id) })
    if (!fact.name.startsWith('inbox.') || !fact.subject_id) return
    const known = changed.current.get(fact.subject_id) ?? new Map<string, Changed>()
    const messageId = fact.payload?.message_id
    if (typeof messageId === 'string') known.set(messageId, { id: messageId, isNew: fact.name === 'inbox.message_received' && fact.payload.kind !== 'reaction' })
    changed.current.set(fact.subject_id, known)
    if (!/status_changed|amended|note_added/.test(fact.name)) hasMoved.current = true
    if (fact.name === 'inbox.message_received') setArrived({ arrivedIn: fact.subject_id, at: Date.now() })
    timer.current ??= setTimeout(() => void work(), gather)
  }

  const state = useLiveState()
  useEffect(() => {
    if (state === 'live') retryTransient()
  }, [state])
  useLive(onFact, () => {
    void client.invalidateQueries({ queryKey: keys.all(tenant.id) })
  })
  return arrived
}
