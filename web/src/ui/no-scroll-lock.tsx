/** Stands in for `react-remove-scroll` (see vite.config.ts): our page itself never scrolls, and the original injects
 * `<style>` elements, which the Content-Security-Policy refuses. */
import { Slot } from 'radix-ui'
import type { ReactNode } from 'react'

type Props = {
  children?: ReactNode
  as?: unknown
  allowPinchZoom?: boolean
  shards?: unknown
  enabled?: boolean
  removeScrollBar?: boolean
  noIsolation?: boolean
}

export function RemoveScroll({ children, ...props }: Props) {
  const { as, allowPinchZoom, shards, enabled, removeScrollBar, noIsolation, ...rest } = props
  void [as, allowPinchZoom, shards, enabled, removeScrollBar, noIsolation] // not for the DOM
  return <Slot.Root {...rest}>{children}</Slot.Root>
}
