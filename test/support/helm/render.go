// Renders the templates of a chart as Helm does: Go's text/template with sprig's functions, and Helm's toJson.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"text/template"

	"github.com/Masterminds/sprig"
)

func main() {
	chart, release := os.Args[1], os.Args[2]
	var values map[string]interface{}
	if err := json.NewDecoder(os.Stdin).Decode(&values); err != nil {
		panic(err)
	}
	files, err := filepath.Glob(filepath.Join(chart, "templates", "*.yaml"))
	if err != nil {
		panic(err)
	}
	sort.Strings(files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		// Helm's --strict: a value that is not there is an error.
		parsed, err := template.New(filepath.Base(file)).Funcs(sprig.TxtFuncMap()).Option("missingkey=error").Parse(string(text))
		if err != nil {
			panic(err)
		}
		fmt.Println("---")
		if err := parsed.Execute(os.Stdout, map[string]interface{}{"Values": values, "Release": map[string]interface{}{"Name": release}}); err != nil {
			panic(err)
		}
	}
}
