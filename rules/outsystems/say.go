package outsystems

import "fmt"

// say makes what a finding tells the user. The format is the sentence's key in a
// translation, so it is a whole sentence or a whole clause, never cut by +.
func say(format string, args ...any) string { return fmt.Sprintf(format, args...) }
