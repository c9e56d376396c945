/** One live connection per business; features subscribe to its facts. */
import { type ReactNode, createContext, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { tenantPath } from './http'
import { type Fact, type LiveState, openLive } from './live'

type Listener = { onFact: (fact: Fact) => void; onReset: () => void }
type Live = { subscribe: (listener: Listener) => () => void }

const LiveContext = createContext<Live>({ subscribe: () => () => undefined })
const LiveStateContext = createContext<LiveState>('connecting')

type Props = { tenantId: string; isOn: boolean; onRefused: (status: number) => void; children: ReactNode }

/** Stays silent while not `isOn`: what happens is told to those who may read the inbox or the agenda. */
export function LiveProvider({ tenantId, isOn, onRefused, children }: Props) {
  const [state, setState] = useState<LiveState>('connecting')
  const listeners = useRef(new Set<Listener>())
  const refused = useRef(onRefused)
  useEffect(() => {
    refused.current = onRefused
  })
  useEffect(() => {
    if (!isOn) return
    return openLive({
      url: tenantPath(tenantId, 'live'),
      onFact: (fact) => listeners.current.forEach((listener) => listener.onFact(fact)),
      onReset: () => listeners.current.forEach((listener) => listener.onReset()),
      onState: setState,
      onRefused: (status) => refused.current(status),
    })
  }, [tenantId, isOn])
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
