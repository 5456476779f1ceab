package parser

import (
	"fmt"
	"strings"
	"testing"
)

// readXML reads text as a document and returns it with a printed outline:
// one line an element, with its attributes and its decoded text.
func readXML(t *testing.T, text string, opts XMLOptions) (*XML, string) {
	t.Helper()
	src, err := NewSource("fw.xml", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	doc := ReadXML(src, opts)
	var out strings.Builder
	outlineXML(&out, doc.Document, 0)
	return doc, out.String()
}

func outlineXML(out *strings.Builder, e *Element, depth int) {
	for c := range e.Children() {
		fmt.Fprintf(out, "%s%s", strings.Repeat(" ", depth), c.Name)
		for _, a := range c.Attrs() {
			fmt.Fprintf(out, " %s=%q", a.Name, a.Value)
		}
		if c.Text() != "" {
			fmt.Fprintf(out, " %q", c.Text())
		}
		out.WriteByte('\n')
		outlineXML(out, c, depth+1)
	}
}

func TestXMLText(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain, blanks trimmed", "<a>\n  28800 \n</a>", `a "28800"`},
		{"entities", "<a>x &lt;&amp;&gt; &quot;&apos;</a>", `a "x <&> \"'"`},
		{"numeric references", "<a>&#65;&#x3042;&#X41;</a>", `a "Aあ&#X41;"`},
		{"unknown and impossible references stay", "<a>&nbsp; &#0; &#xD800; &;&</a>", `a "&nbsp; &#0; &#xD800; &;&"`},
		{"CDATA is literal", "<a><![CDATA[ <b> &amp; ]]></a>", `a "<b> &amp;"`},
		{"CDATA between text", "<a>one<![CDATA[<two>]]> three &amp;</a>", `a "one<two> three &"`},
		{"comments are left out", "<a>10.0.0.0<!-- not <this> -->/8</a>", `a "10.0.0.0/8"`},
		{"empty forms", "<a/>", "a"},
		{"empty element with blanks", "<a >\n</a >", "a"},
		{"own text only", "<a>x<b>y</b>z</a>", "a \"xz\"\n b \"y\""},
		{"attributes", `<e name="p &amp; q" b='"' c = "1" d=2 e/>`, `e name="p & q" b="\"" c="1" d="2" e=""`},
		{"quoted end of tag", `<e a="x>y">z</e>`, `e a="x>y" "z"`},
		{"declaration of another encoding", `<?xml version="1.0" encoding="Shift_JIS"?><a>日本</a>`, `a "日本"`},
		{"entities of a DOCTYPE are not expanded", "<!DOCTYPE a [<!-- don't --><!ENTITY x \"yy>\"><!ENTITY z SYSTEM 'file:///etc/passwd'>]><a>&x;&z;</a>", `a "&x;&z;"`},
		{"several top elements", "<a>1</a>\n<b>2</b>", "a \"1\"\nb \"2\""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, got := readXML(t, tt.in, XMLOptions{})
			if got != tt.want+"\n" {
				t.Errorf("got:\n%swant:\n%s", got, tt.want)
			}
			if len(doc.Errors) > 0 {
				t.Errorf("errors: %v", doc.Errors)
			}
		})
	}
}

func TestXMLSections(t *testing.T) {
	const text = `<pfsense><version>22.9</version><system><hostname>fw</hostname></system>
<ipsec><phase1><ikeid>1</ikeid></phase1></ipsec>
<devices><entry name="a"><network><ike><gateway/></ike><other>x</other></network></entry><entry name="b"><network/></entry></devices>
<IPSEC>second</IPSEC></pfsense>`
	for _, tt := range []struct {
		name, want string
		opts       XMLOptions
	}{
		{"one section", "pfsense\n ipsec\n  phase1\n   ikeid \"1\"\n",
			XMLOptions{Sections: []string{"/pfsense/ipsec"}}},
		{"wildcard, ancestors keep their attributes",
			"pfsense\n version \"22.9\"\n devices\n  entry name=\"a\"\n   network\n    ike\n     gateway\n  entry name=\"b\"\n   network\n",
			XMLOptions{Sections: []string{"/pfsense/version", "/pfsense/devices/*/network/ike"}}},
		{"lower case names", "pfsense\n ipsec\n  phase1\n   ikeid \"1\"\n ipsec \"second\"\n",
			XMLOptions{Sections: []string{"/pfsense/ipsec"}, LowerNames: true}},
		{"nothing of the kind", "", XMLOptions{Sections: []string{"/opnsense"}}},
		{"without content, and what is in it all the same",
			"pfsense\n ipsec\n  phase1\n   ikeid \"1\"\n devices\n  entry name=\"a\"\n   network\n  entry name=\"b\"\n   network\n",
			XMLOptions{Sections: []string{"/pfsense/ipsec", "/pfsense/ipsec/phase1/.", "/pfsense/devices/entry/network/."}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, got := readXML(t, text, tt.opts)
			if got != tt.want {
				t.Errorf("got:\n%swant:\n%s", got, tt.want)
			}
			if len(doc.Errors) > 0 {
				t.Errorf("errors: %v", doc.Errors)
			}
		})
	}
}

// TestXMLWithoutContent holds that an element without its content has its place.
func TestXMLWithoutContent(t *testing.T) {
	doc, _ := readXML(t, "<r><a x='1'><b>c</b></a ><d/></r>", XMLOptions{Sections: []string{"/r/a/."}})
	a := doc.Document.Find("r", "a")
	if whole, end := a.Span().Text(), a.EndTag().Text(); whole != "<a x='1'><b>c</b></a >" || end != "</a >" || a.Text() != "" {
		t.Errorf("%q, ended by %q, holds %q", whole, end, a.Text())
	}
}

func TestXMLPlaces(t *testing.T) {
	const text = `<r>
  <list> 10.0.0.0/8,10.1.0.0/16 </list>
  <cdata><![CDATA[ Tokyo ]]></cdata>
  <mixed>a&amp;b</mixed>
  <flag/><e name='fw-1'/>
</r>`
	doc, _ := readXML(t, text, XMLOptions{})
	r := doc.Document.Child("r")
	list := r.Child("list")
	name, _ := r.Child("e").Attr("name")
	for _, tt := range []struct {
		name, want string
		got        Span
	}{
		{"value", "10.0.0.0/8,10.1.0.0/16", list.Value()},
		{"part of a value", "10.1.0.0/16", list.Sub(11, 22)},
		{"part of a value with entities", "a&amp;b", r.Child("mixed").Sub(2, 3)},
		{"value in CDATA", "Tokyo", r.Child("cdata").Value()},
		{"value of a flag", "<flag/>", r.Child("flag").Value()},
		{"start tag", "<list>", list.Tag()},
		{"end tag", "</list>", list.EndTag()},
		{"end tag of a flag", "", r.Child("flag").EndTag()},
		{"whole element", "<mixed>a&amp;b</mixed>", r.Child("mixed").Span()},
		{"attribute", "fw-1", name.At},
	} {
		if tt.got.Text() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got.Text(), tt.want)
		}
	}
	if p := list.Value().Position(); p.Line != 2 || p.Column != 10 {
		t.Errorf("the value stands at %d:%d, want 2:10", p.Line, p.Column)
	}
	var none *Element
	if none.Find("a", "b").Text() != "" || !none.Value().IsZero() {
		t.Error("a missing element has text or a place")
	}
}

func TestXMLErrors(t *testing.T) {
	for _, tt := range []struct{ name, in, outline, errors string }{
		{"cut inside an element", "<r>\n<p><ikeid>1</ikeid><life>288",
			"r\n p\n  ikeid \"1\"\n  life \"288\"\n",
			"2:20 truncated: the file ends before the element that starts here is closed"},
		{"cut inside a tag", "<r><a>1</a><pha", "r\n a \"1\"\n", "1:12 truncated: the file ends inside a tag"},
		{"cut inside a closing tag", "<r><a>1</a", "r\n a \"1\"\n", "1:8 truncated: the file ends inside a tag"},
		{"cut inside a comment", "<r><a>1</a><!-- x", "r\n a \"1\"\n", "1:12 truncated: the file ends inside a comment"},
		{"cut inside CDATA", "<r><d><![CDATA[Tok", "r\n d \"Tok\"\n", "1:7 truncated: the file ends inside a CDATA section"},
		{"cut behind '<'", "<r><a>1</a><", "r\n a \"1\"\n", "1:12 truncated: the file ends inside a tag"},
		{"end tag forgotten", "<r><p><a>1</p><p>2</p></r>", "r\n p\n  a \"1\"\n p \"2\"\n",
			"1:11: this end tag does not close the element that is open here, which starts on line 1"},
		{"end tag too many", "<r><a>1</b>2</a></r>", "r\n a \"12\"\n", "1:8: this end tag closes no element that is open"},
		{"end tag without end", "<r><i>wan</i  <k>secret</k>\n<p>x</p></r>", "r\n i \"wan\"\n k \"secret\"\n p \"x\"\n",
			"1:10: the end tag that starts here has no '>'"},
		{"bare '<' in a text", "<r><k>a < b</k><n>1</n></r>", "r\n k \"a < b\"\n n \"1\"\n",
			"1:9: a '<' here starts no tag; in text it is written &lt;"},
		{"quote not closed", "<r><a b=\"1><c>2</c></a></r>", "r\n c \"2\"\n",
			"1:4: the tag that starts here has no '>', or a quote that is not closed\n1:20: this end tag closes no element that is open"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, got := readXML(t, tt.in, XMLOptions{})
			if got != tt.outline {
				t.Errorf("got:\n%swant:\n%s", got, tt.outline)
			}
			var errs []string
			for _, e := range doc.Errors {
				p, cut := e.At.Position(), ""
				if e.Truncated {
					cut = " truncated"
				}
				errs = append(errs, fmt.Sprintf("%d:%d%s: %s", p.Line, p.Column, cut, e.Message))
			}
			if s := strings.Join(errs, "\n"); s != tt.errors {
				t.Errorf("errors:\n%s\nwant:\n%s", s, tt.errors)
			}
		})
	}
}

func TestXMLComments(t *testing.T) {
	doc, _ := readXML(t, "<!-- one --><r><skipped><!--two--></skipped><a/></r>", XMLOptions{Sections: []string{"/r/a"}})
	if len(doc.Comments) != 2 || doc.Comments[0].Text() != " one " || doc.Comments[1].Text() != "two" {
		t.Errorf("comments: %v", doc.Comments)
	}
}

// TestXMLSkipped holds that faults in a section that nobody wants are found, and
// do not cost the sections behind it.
func TestXMLSkipped(t *testing.T) {
	for _, tt := range []struct{ name, in, errors string }{
		{"broken tag", "<r><x><a b='<'></a></x ><w>1</w></r>", "1:7: the tag that starts here has no '>', or a quote that is not closed\n" +
			"1:13: a '<' here starts no tag; in text it is written &lt;\n1:16: this end tag closes no element that is open"},
		{"comment, CDATA, instruction", "<r><x><a b='1'/><!-- </x> --><![CDATA[</x>]]><?p </x> ?></x ><w>1</w></r>", ""},
		{"end tag forgotten", "<r><x><a></x><w>1</w></r>", "1:10: this end tag does not close the element that is open here, which starts on line 1"},
		{"cut", "<r><w>1</w><x><a>", "1:15: the file ends before the element that starts here is closed"},
		{"cut in a comment", "<r><w>1</w><x><a><!--", "1:18: the file ends inside a comment"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, got := readXML(t, tt.in, XMLOptions{Sections: []string{"/r/w"}})
			if got != "r\n w \"1\"\n" {
				t.Errorf("got:\n%s", got)
			}
			var errs []string
			for _, e := range doc.Errors {
				p := e.At.Position()
				errs = append(errs, fmt.Sprintf("%d:%d: %s", p.Line, p.Column, e.Message))
			}
			if s := strings.Join(errs, "\n"); s != tt.errors {
				t.Errorf("errors:\n%s\nwant:\n%s", s, tt.errors)
			}
		})
	}
}

func TestXMLDepth(t *testing.T) {
	text := strings.Repeat("<a>", 2*maxXMLDepth)
	doc, _ := readXML(t, text, XMLOptions{})
	if len(doc.Errors) != 1 || !strings.Contains(doc.Errors[0].Message, "nest deeper than 1000") {
		t.Errorf("errors: %v", doc.Errors)
	}
}

func TestXMLGivesUpOnManyErrors(t *testing.T) {
	doc, _ := readXML(t, "<r>"+strings.Repeat("</x>", 5*maxXMLFaults), XMLOptions{})
	if len(doc.Errors) != maxXMLErrors {
		t.Errorf("%d errors, want %d", len(doc.Errors), maxXMLErrors)
	}
}

func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		"<a b='c'>d&amp;<![CDATA[e]]><!--f--></a>", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
		"<a><b>1</a></b>", "<a b=\"<", "<a", "</", "<![CDATA[", "<!--", "<!", "<a =>", "<a b= >",
	} {
		f.Add(seed, "/a/b")
	}
	f.Fuzz(func(t *testing.T, text, section string) {
		if _, err := NewSource("fw.xml", []byte(text), ""); err != nil {
			return // no text file
		}
		for _, opts := range []XMLOptions{{}, {Sections: []string{section, "/*/*"}, LowerNames: true}} {
			doc, _ := readXML(t, text, opts)
			checkPlaces(t, doc.Document, len(doc.Document.src.text))
		}
	})
}

// checkPlaces verifies that every element's places lie in order inside its parent.
func checkPlaces(t *testing.T, e *Element, size int) {
	for c := range e.Children() {
		if c.start > c.tagEnd || c.tagEnd > c.endStart || c.endStart > c.end || int(c.end) > size ||
			c.start < e.tagEnd || c.end > e.endStart || c.valueStart > c.valueEnd {
			t.Fatalf("element out of order: %+v in %+v", c, e)
		}
		_, _, _ = c.Value().Text(), c.Span().Text(), c.EndTag().Text()
		checkPlaces(t, c, size)
	}
}

func BenchmarkXML(b *testing.B) {
	rule := "<rule>\n\t<id></id>\n\t<type>pass</type>\n\t<interface>lan</interface>\n\t<source><network>lan</network></source>\n\t<destination><address>198.51.100.7</address></destination>\n\t<descr><![CDATA[web &amp; mail]]></descr>\n</rule>\n"
	text := "<pfsense><filter>" + strings.Repeat(rule, 10<<20/len(rule)) + "</filter><ipsec><phase1><ikeid>1</ikeid></phase1></ipsec></pfsense>"
	src, err := NewSource("fw.xml", []byte(text), "")
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name string
		opts XMLOptions
	}{{"section", XMLOptions{Sections: []string{"/pfsense/ipsec"}}}, {"whole", XMLOptions{}}} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				ReadXML(src, bb.opts)
			}
		})
	}
}

// TestXMLPart reads one element of a document by itself: places stay those of the file.
func TestXMLPart(t *testing.T) {
	const text = "<config>\n <rule><to>a</to></rule>\n <rule><to>b &amp; c</to></rule>\n</config>"
	src, err := NewSource("t.xml", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	from := strings.LastIndex(text, "<rule>")
	x := ReadXML(src, XMLOptions{From: from, To: strings.LastIndex(text, "</config>")})
	to := x.Document.Find("rule", "to")
	if len(x.Errors) > 0 || to.Text() != "b & c" {
		t.Errorf("errors %v, text %q", x.Errors, to.Text())
	}
	if p := to.Value().Position(); p.Line != 3 || p.Column != 12 {
		t.Errorf("the text stands at %d:%d", p.Line, p.Column)
	}
}
