package rules

// Profile holds every value that a rule compares with.
type Profile struct {
	Name  string
	Title string
	URL   string // of the guide
}
