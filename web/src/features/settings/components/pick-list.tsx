import { Checkbox } from '@/ui/checkbox'

type Props = { legend: string; hint: string; items: { id: string; name: string }[]; chosen: string[]; onChange: (ids: string[]) => void }

/** Some of several; none chosen means all of them. */
export function PickList({ legend, hint, items, chosen, onChange }: Props) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">{legend}</legend>
      <p className="mb-1 text-xs text-ink-3">{hint}</p>
      <div className="grid max-h-48 gap-x-4 overflow-y-auto sm:grid-cols-2">
        {items.map(({ id, name }) => (
          <Checkbox key={id} label={name} checked={chosen.includes(id)} onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))} />
        ))}
      </div>
    </fieldset>
  )
}
