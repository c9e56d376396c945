import { type FormEvent, Fragment, type ReactNode, useId, useState } from 'react'
import { Switch } from '@/ui/switch'
import { toast } from '@/ui/toast'
import { hasRefused } from '@/ui/use-typing'
import { useDraft } from '../draft'
import { useProblems } from '../problems'
import { Changeable, useMayChange } from './frame'
import { SaveBar } from './save-bar'
import type { SectionName } from '../rules/sections'

type Write<T> = { mutate: (value: T, options: { onSuccess: () => void }) => void; reset: () => void; isPending: boolean; error: unknown }

export type Draft<T> = {
  value: T
  set: (changes: Partial<T>) => void
  /** Somebody wanted to save it as it is: what is lacking is said from then on. */
  hasTried: boolean
  /** The server's refusal at a field. */
  problemAt: (field: string) => string | undefined
}

type Props<T> = {
  section: SectionName
  kept: T
  write: Write<T>
  /** What stands in the way of saving, in words. */
  wrongIn: (value: T) => string | null
  saved: string
  /** Shown beside the form on a wide screen. */
  aside?: (value: T) => ReactNode
  children: (draft: Draft<T>) => ReactNode
}

/** A screen of settings that is one form: changed here, saved or discarded as a whole below, still to whoever only sees it. */
export function SettingsForm<T extends object>({ section, kept, write, wrongIn, saved, aside, children }: Props<T>) {
  const mayChange = useMayChange(section)
  const problems = useProblems(write.error)
  const { value, set, isDirty, discard } = useDraft(kept)
  const [hasTried, setTried] = useState(false)
  const [round, setRound] = useState(0) // what was typed is forgotten with what it was typed into
  const wrong = wrongIn(value)
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (wrong !== null || hasRefused(event.currentTarget)) return
    write.mutate(value, {
      onSuccess: () => {
        discard()
        setTried(false)
        toast(saved)
      },
    })
  }
  const form = (
    <form noValidate onSubmit={save} className="min-w-0">
      <Changeable mayChange={mayChange}>
        <Fragment key={round}>{children({ value, set, hasTried, problemAt: problems.at })}</Fragment>
        <SaveBar
          isDirty={isDirty}
          isBusy={write.isPending}
          problem={problems.text ?? (hasTried ? wrong : null)}
          onDiscard={() => {
            discard()
            write.reset()
            setTried(false)
            setRound(round + 1)
          }}
        />
      </Changeable>
    </form>
  )
  if (!aside) return form
  return (
    <div className="grid gap-8 xl:grid-cols-[minmax(0,1fr)_19rem]">
      {form}
      {aside(value)}
    </div>
  )
}

type OnOffProps = { title: string; text: string; isOn: boolean; onChange: (isOn: boolean) => void }

/** Whether what the form is about works at all, and what that means now. */
export function OnOff({ title, text, isOn, onChange }: OnOffProps) {
  const id = useId()
  return (
    <div className="mb-6 flex items-start gap-4 rounded-xl border bg-surface p-4">
      <div className="min-w-0 flex-1">
        <p id={`${id}-title`} className="font-medium">
          {title}
        </p>
        <p id={`${id}-text`} className="text-sm text-ink-2">
          {text}
        </p>
      </div>
      <Switch aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} checked={isOn} onCheckedChange={onChange} />
    </div>
  )
}
