import { useEffect, useState } from 'react'

const pause = 400 // milliseconds without a change: they are done typing

/** What it was when it last stood still; what it is at first counts as such. Compared by what it says. */
export function useSettled<T>(value: T): T {
  const said = JSON.stringify(value)
  const [kept, setKept] = useState({ said, value })
  useEffect(() => {
    if (said === kept.said) return
    const timer = setTimeout(() => setKept({ said, value }), pause)
    return () => clearTimeout(timer)
    // `said` stands for `value`
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said, kept.said])
  return kept.said === said ? value : kept.value
}
