/** Whether the page is being printed: what is only for paper need not stand in the page otherwise. */
import { useSyncExternalStore } from 'react'

const media = () => window.matchMedia('print')
let isAnnounced = false // browsers tell it before they lay out for paper

function subscribe(tell: () => void): () => void {
  const before = () => ((isAnnounced = true), tell())
  const after = () => ((isAnnounced = false), tell())
  const query = media()
  query.addEventListener('change', tell)
  window.addEventListener('beforeprint', before)
  window.addEventListener('afterprint', after)
  return () => {
    query.removeEventListener('change', tell)
    window.removeEventListener('beforeprint', before)
    window.removeEventListener('afterprint', after)
  }
}

export const usePrinting = (): boolean => useSyncExternalStore(subscribe, () => isAnnounced || media().matches)
