/** The sandbox's feed by long polling: what happens on the numbers shows on the phones. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSession } from '@/lib/session'
import { keepMessage, keys, waitForEvents } from './api'
import type { Happening, Thread } from './wire'

const WAIT_SECONDS = 20
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Keeps phones, threads and faults true while mounted; says whether the feed can be heard. */
export function useSandboxFeed(isOn: boolean): boolean {
  const { tenant } = useSession()
  const client = useQueryClient()
  const [isHeard, setHeard] = useState(true)

  useEffect(() => {
    if (!isOn) return
    const controller = new AbortController()
    const { signal } = controller

    const take = (event: Happening) => {
      if (event.message) keepMessage(client, tenant.id, event.message)
      if (event.kind === 'phone') void client.invalidateQueries({ queryKey: keys.phones(tenant.id) })
      if (event.kind === 'fault' && event.number_id) void client.invalidateQueries({ queryKey: keys.faults(tenant.id, event.number_id) })
      else if (event.kind === 'fault') void client.invalidateQueries({ queryKey: [...keys.all(tenant.id), 'faults'] })
      if (!event.phone_id || !event.number_id) return
      const key = keys.thread(tenant.id, event.phone_id, event.number_id)
      if (event.kind === 'typing')
        client.setQueryData<Thread>(key, (thread) => thread && { ...thread, is_business_typing: true, typing_until: event.until ?? null })
      else if (event.kind === 'message' && event.message?.from !== 'customer')
        client.setQueryData<Thread>(key, (thread) => thread && { ...thread, is_business_typing: false, typing_until: null })
    }

    const listen = async () => {
      let cursor: number | null = null
      let failures = 0
      while (!signal.aborted) {
        try {
          const answer = await waitForEvents(tenant.id, cursor, cursor === null ? 0 : WAIT_SECONDS, signal)
          if (cursor === null || answer.reset) await client.invalidateQueries({ queryKey: keys.all(tenant.id) })
          else answer.items.forEach(take)
          cursor = answer.cursor
          failures = 0
          setHeard(true)
        } catch {
          // whatever failed, the next answer starts from the same place; the screen says that it waits
          if (signal.aborted) return
          failures += 1
          setHeard(failures < 2)
          await pause(Math.min(10_000, 500 * 2 ** failures))
        }
      }
    }
    void listen()
    return () => controller.abort()
  }, [client, isOn, tenant.id])

  return isHeard
}
