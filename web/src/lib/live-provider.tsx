/** One live connection per business; features subscribe to its facts. */
import { type ReactNode, createContext, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { tenantPath } from './http'
import { type Fact, type LiveState, openLive } from './live'

type Listener = { onFact: (fact: Fact) => void; onReset: () => void }
type Live = { subscribe: (listener: Listener) => () => void }

const LiveContext = createContext<Live>({ subscribe: () => () => undefined })
const LiveStateContext = createContext<LiveState>('connecting')

export function LiveProvider({ tenantId, onRefused, children }: { tenantId: string; onRefused: () => void; children: ReactNode }) {
  const [state, setState] = useState<LiveState>('connecting')
  const listeners = useRef(new Set<Listener>())
  const refused = useRef(onRefused)
  useEffect(() => {
    refused.current = onRefused
  })
  useEffect(
    () =>
      openLive({
        url: tenantPath(tenantId, 'live'),
        onFact: (fact) => listeners.current.forEach((listener) => listener.onFact(fact)),
        onReset: () => listeners.current.forEach((listener) => listener.onReset()),
        onState: setState,
        // agency people work here without the right to follow conversations: they stay, without live facts
        onRefused: (status) => status !== 403 && refused.current(),
      }),
    [tenantId],
  )
  const live = useMemo<Live>(
    () => ({
      subscribe: (listener) => {
        listeners.current.add(listener)
        return () => listeners.current.delete(listener)
      },
    }),
    [],
  )
  return (
    <LiveContext value={live}>
      <LiveStateContext value={state}>{children}</LiveStateContext>
    </LiveContext>
  )
}

export const useLiveState = (): LiveState => useContext(LiveStateContext)

/** Calls back for every fact of the business, and on `reset` (read everything again); the latest callbacks count. */
export function useLive(onFact: (fact: Fact) => void, onReset: () => void): void {
  const live = useContext(LiveContext)
  const current = useRef({ onFact, onReset })
  useEffect(() => {
    current.current = { onFact, onReset }
  })
  useEffect(() => live.subscribe({ onFact: (fact) => current.current.onFact(fact), onReset: () => current.current.onReset() }), [live])
}
