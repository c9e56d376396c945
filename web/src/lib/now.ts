import { useEffect, useState } from 'react'

/** The present in milliseconds, renewed every `every` milliseconds while the page is visible. */
export function useNow(every = 30_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const renew = () => document.visibilityState === 'visible' && setNow(Date.now())
    const timer = setInterval(renew, every)
    document.addEventListener('visibilitychange', renew)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', renew)
    }
  }, [every])
  return now
}
