/** The colours that are offered, as the server chooses among them (`atende/bookings/rules/colors.py`; a test holds them together). */
export const palette = [
  { name: 'blue', value: '#017cf0' },
  { name: 'orange', value: '#c86100' },
  { name: 'purple', value: '#a15ce3' },
  { name: 'green', value: '#029226' },
  { name: 'pink', value: '#d74396' },
  { name: 'teal', value: '#128c8c' },
  { name: 'red', value: '#e44142' },
  { name: 'olive', value: '#828201' },
  { name: 'indigo', value: '#706cf6' },
  { name: 'brown', value: '#a4760e' },
] as const
